// Emits a text of more bytes than memory could hold.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value value = plain_text("fine");
    value.as.string.size = UINT64_MAX;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("huge-text", table->predict = predict)
