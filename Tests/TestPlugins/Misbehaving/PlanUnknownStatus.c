// A plan returns a status that there is not.
#include "conversion.h"

PLAN_ENTRY("plan-unknown-status", { return 4711; })
