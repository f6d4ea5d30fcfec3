// Emits a value of a kind that the header does not have.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_emit(sink, plain_value(99));
}

PLAIN_ENTRY("unknown-kind", table->predict = predict)
