// Fails and does not say why.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return FLAVOR_ABORTED;
}

PLAIN_ENTRY("fails-silently", table->predict = predict)
