// Returns a status that the header does not have.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return 4711;
}

PLAIN_ENTRY("unknown-status", table->predict = predict)
