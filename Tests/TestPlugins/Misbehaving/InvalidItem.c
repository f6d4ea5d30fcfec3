// Emits an array of strings of which one is not UTF-8.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_string items[] = {flavor_text("fine"), flavor_text("\xF8")};
    int64_t shape = 2;
    flavor_strings strings = {items, &shape, 1, 0, NULL};
    flavor_value value = plain_value(FLAVOR_KIND_STRINGS);
    value.as.strings = &strings;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("invalid-item", table->predict = predict)
