// Emits a tensor without an address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_emit(sink, plain_value(FLAVOR_KIND_TENSOR));
}

PLAIN_ENTRY("null-tensor", table->predict = predict)
