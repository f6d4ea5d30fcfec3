// Goes on emitting when it was told to stop.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    for (int count = 0; count < 1000000; count++)
        if (flavor_sink_emit(sink, &(flavor_value){FLAVOR_KIND_NULL, 0, {0}}, NULL) == FLAVOR_EMIT_STOP) break;
    return plain_emit(sink, plain_text("one more"));
}

PLAIN_ENTRY("emits-after-stop", table->predict = predict)
