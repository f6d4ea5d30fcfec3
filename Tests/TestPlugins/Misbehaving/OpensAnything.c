// Opens whatever its input says.
#include "models.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_host_model *inner;
    flavor_status status = plain_open(plugin, call, input, &inner);
    if (status != FLAVOR_OK) return status;
    plain_models(plugin)->close(plain_models(plugin)->context, inner);
    return plain_emit(sink, plain_text("opened"));
}

PLAIN_ENTRY("opens-anything", table->predict = predict)
