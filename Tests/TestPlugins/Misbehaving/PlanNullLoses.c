// What a plan loses is null, as where it is nothing.
#include "conversion.h"

PLAN_ENTRY("plan-null-loses", {
    return conversion_emit_plan(sink, plain_text("exact"), plain_value(FLAVOR_KIND_NULL), conversion_integer(7));
})
