// Emits a map with one name twice, with a line break in it.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_entry entries[] = {{flavor_text("tw\nice"), plain_text("one")}, {flavor_text("tw\nice"), plain_text("two")}};
    return plain_emit(sink, plain_map(entries, 2));
}

PLAIN_ENTRY("duplicate-names", table->predict = predict)
