// Tells of a failure and says it was done.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("never mind"), flavor_text(""));
    return plain_emit(sink, plain_text("fine"));
}

PLAIN_ENTRY("fails-then-succeeds", table->predict = predict)
