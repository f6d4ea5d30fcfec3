// Emits a text that is not UTF-8.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_emit(sink, plain_text("caf\xE9"));
}

PLAIN_ENTRY("invalid-text", table->predict = predict)
