// A plan does not say how many bytes it writes.
#include "conversion.h"

PLAN_ENTRY("plan-bytes-missing", {
    flavor_entry fidelity = {flavor_text("fidelity"), plain_text("exact")};
    return plain_emit(sink, plain_map(&fidelity, 1));
})
