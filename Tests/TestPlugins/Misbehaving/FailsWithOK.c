// Tells of a failure whose code is that of success.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_OK, flavor_text("all is well"), flavor_text(""));
}

PLAIN_ENTRY("fails-with-ok", table->predict = predict)
