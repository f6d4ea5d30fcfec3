// What a plan loses is a tree of 10,000 levels.
#include "conversion.h"

PLAN_ENTRY("plan-deep", {
    static flavor_value levels[10000];
    for (int level = 0; level + 1 < 10000; level++) levels[level] = conversion_list(&levels[level + 1], 1);
    return conversion_emit_plan(sink, plain_text("lossy"), levels[0], conversion_integer(1));
})
