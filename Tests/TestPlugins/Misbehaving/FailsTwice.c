// Tells of two failures; the first counts.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("the cause"), flavor_text(""));
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_INTERNAL, flavor_text("the consequence"), flavor_text(""));
}

PLAIN_ENTRY("fails-twice", table->predict = predict)
