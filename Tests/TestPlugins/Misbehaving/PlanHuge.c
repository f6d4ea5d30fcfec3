// A plan writes as many bytes as can be said, and loses a text of many lines.
#include "conversion.h"

PLAN_ENTRY("plan-huge", {
    flavor_value text = plain_text("the first line\nthe second\r\nand \x1B[31mred");
    return conversion_emit_plan(sink, plain_text("lossy"), conversion_list(&text, 1), conversion_integer(INT64_MAX));
})
