// A plan has a fidelity that nobody knows.
#include "conversion.h"

PLAN_ENTRY("plan-fidelity", {
    return conversion_emit_plan(sink, plain_text("perfect"), conversion_list(NULL, 0), conversion_integer(1));
})
