// The table of plans lacks its function.
#include "conversion.h"

CONVERSION_ENTRY("plan-null-function", memset((char *)plan + offsetof(flavor_plan, plan_save), 0, sizeof(void *)))
