// Emits two results, also where one was asked for.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    plain_emit(sink, plain_text("first"));
    return plain_emit(sink, plain_text("second"));
}

PLAIN_ENTRY("emits-twice", table->predict = predict)
