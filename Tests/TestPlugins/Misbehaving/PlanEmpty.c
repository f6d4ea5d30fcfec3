// A plan says nothing.
#include "conversion.h"

PLAN_ENTRY("plan-empty", { return plain_emit(sink, plain_map(NULL, 0)); })
