// The table of exports lacks the plan.
#include "conversion.h"

CONVERSION_ENTRY("export-null-plan", memset((char *)export + offsetof(flavor_export, plan_export), 0, sizeof(void *)))
