// The table of plans says it has no size at all.
#include "conversion.h"

CONVERSION_ENTRY("plan-tiny-table", plan->struct_size = 0)
