// A plan fails without a word.
#include "conversion.h"

PLAN_ENTRY("plan-fails-silently", { return FLAVOR_ABORTED; })
