// Fails with a message that is not UTF-8.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("caf\xE9 closed"), flavor_text(""));
}

PLAIN_ENTRY("fails-invalid-text", table->predict = predict)
