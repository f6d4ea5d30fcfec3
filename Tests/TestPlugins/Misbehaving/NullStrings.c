// Emits an array of strings without an address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_emit(sink, plain_value(FLAVOR_KIND_STRINGS));
}

PLAIN_ENTRY("null-strings", table->predict = predict)
