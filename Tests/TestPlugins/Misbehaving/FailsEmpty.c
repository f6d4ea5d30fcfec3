// Fails with an empty message.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text(""), flavor_text(""));
}

PLAIN_ENTRY("fails-empty", table->predict = predict)
