// Emits a map of two members without an address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_emit(sink, plain_map(NULL, 2));
}

PLAIN_ENTRY("null-map", table->predict = predict)
