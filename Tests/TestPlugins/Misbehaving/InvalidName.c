// Emits a map with a name that is not UTF-8.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_entry entry = {flavor_text("\xC3\x28"), plain_text("fine")};
    return plain_emit(sink, plain_map(&entry, 1));
}

PLAIN_ENTRY("invalid-name", table->predict = predict)
