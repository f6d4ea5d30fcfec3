// A plan is exact and loses something.
#include "conversion.h"

PLAN_ENTRY("plan-exact-loses", {
    flavor_value text = plain_text("half");
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(&text, 1), conversion_integer(1));
})
