// What a plan loses is one text, not a list of them.
#include "conversion.h"

PLAN_ENTRY("plan-loses-text", {
    return conversion_emit_plan(sink, plain_text("lossy"), plain_text("half"), conversion_integer(1));
})
