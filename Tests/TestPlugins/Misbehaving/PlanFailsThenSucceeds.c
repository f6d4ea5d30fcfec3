// A plan tells of a failure and says it was done.
#include "conversion.h"

PLAN_ENTRY("plan-fails-then-succeeds", {
    flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("never mind"), flavor_text(""));
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(7));
})
