// Emits an info that is no map.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value value = plain_text("fine");
    flavor_value info = plain_text("no map");
    flavor_sink_emit(sink, &value, &info);
    return FLAVOR_OK;
}

PLAIN_ENTRY("bad-info", table->predict = predict)
