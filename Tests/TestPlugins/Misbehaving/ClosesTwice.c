// Closes a model twice.
#include "models.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_host_model *inner;
    flavor_status status = plain_open(plugin, call, input, &inner);
    if (status != FLAVOR_OK) return status;
    plain_models(plugin)->close(plain_models(plugin)->context, inner);
    plain_models(plugin)->close(plain_models(plugin)->context, inner);
    return plain_emit(sink, plain_text("closed"));
}

PLAIN_ENTRY("closes-twice", table->predict = predict)
