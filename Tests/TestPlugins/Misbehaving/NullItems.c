// Emits an array of two strings whose items have no address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    int64_t shape = 2;
    flavor_strings strings = {NULL, &shape, 1, 0, NULL};
    flavor_value value = plain_value(FLAVOR_KIND_STRINGS);
    value.as.strings = &strings;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("null-items", table->predict = predict)
