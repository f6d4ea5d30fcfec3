// Emits a text of five bytes without an address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value value = plain_value(FLAVOR_KIND_STRING);
    value.as.string.size = 5;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("null-text", table->predict = predict)
