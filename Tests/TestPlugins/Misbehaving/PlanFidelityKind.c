// A plan's fidelity is a number.
#include "conversion.h"

PLAN_ENTRY("plan-fidelity-kind", {
    return conversion_emit_plan(sink, conversion_integer(1), conversion_list(NULL, 0), conversion_integer(1));
})
