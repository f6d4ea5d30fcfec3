// A plan's bytes are a fraction.
#include "conversion.h"

PLAN_ENTRY("plan-bytes-kind", {
    flavor_value half = plain_value(FLAVOR_KIND_DOUBLE);
    half.as.float64 = 0.5;
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), half);
})
