// A plan is emitted twice.
#include "conversion.h"

PLAN_ENTRY("plan-twice", {
    conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(1));
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(1));
})
