// A plan says why it cannot be done, in lines.
#include "conversion.h"

PLAN_ENTRY("plan-fails", {
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_UNIMPLEMENTED, flavor_text("models of wood\nare not converted"),
                            flavor_text(""));
})
