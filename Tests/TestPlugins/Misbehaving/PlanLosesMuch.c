// A plan loses more things than anybody reads.
#include "conversion.h"

PLAN_ENTRY("plan-loses-much", {
    static flavor_value texts[10000];
    for (int index = 0; index < 10000; index++) texts[index] = plain_text("this and that");
    return conversion_emit_plan(sink, plain_text("lossy"), conversion_list(texts, 10000), conversion_integer(1));
})
