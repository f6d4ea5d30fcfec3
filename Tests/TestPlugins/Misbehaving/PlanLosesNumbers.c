// What a plan loses is a list of numbers.
#include "conversion.h"

PLAN_ENTRY("plan-loses-numbers", {
    flavor_value number = conversion_integer(4);
    return conversion_emit_plan(sink, plain_text("lossy"), conversion_list(&number, 1), conversion_integer(1));
})
