// Says it was done without a result.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return FLAVOR_OK;
}

PLAIN_ENTRY("emits-nothing", table->predict = predict)
