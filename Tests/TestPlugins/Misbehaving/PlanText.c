// A plan is a text where a map is due.
#include "conversion.h"

PLAN_ENTRY("plan-text", { return plain_emit(sink, plain_text("exact")); })
