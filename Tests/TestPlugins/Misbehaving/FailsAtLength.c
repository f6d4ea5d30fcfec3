// Fails with a message of a million bytes.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    char *message = (char *)malloc(1000001);
    memset(message, 'x', 1000000);
    message[1000000] = 0;
    flavor_status status =
        flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text(message), flavor_text(""));
    free(message);
    return status;
}

PLAIN_ENTRY("fails-at-length", table->predict = predict)
