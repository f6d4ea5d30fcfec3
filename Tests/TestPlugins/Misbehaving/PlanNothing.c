// A plan ends well and says nothing.
#include "conversion.h"

PLAN_ENTRY("plan-nothing", { return FLAVOR_OK; })
