// The table of plans ends before its function.
#include "conversion.h"

CONVERSION_ENTRY("plan-short-table", plan->struct_size = offsetof(flavor_plan, plan_save))
