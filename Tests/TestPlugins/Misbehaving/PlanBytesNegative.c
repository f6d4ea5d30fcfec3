// A plan writes fewer bytes than none.
#include "conversion.h"

PLAN_ENTRY("plan-bytes-negative", {
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(-1));
})
