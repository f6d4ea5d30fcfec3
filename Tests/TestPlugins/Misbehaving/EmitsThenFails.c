// Emits a result and then fails.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    plain_emit(sink, plain_text("looks good"));
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("the last check did not hold"),
                            flavor_text(""));
}

PLAIN_ENTRY("emits-then-fails", table->predict = predict)
