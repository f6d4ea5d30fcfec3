// Asks a model that it has closed.
#include "models.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_host_model *inner;
    flavor_status status = plain_open(plugin, call, input, &inner);
    if (status != FLAVOR_OK) return status;
    plain_models(plugin)->close(plain_models(plugin)->context, inner);
    return plain_models(plugin)->predict(plain_models(plugin)->context, inner, call, input, params, sink);
}

PLAIN_ENTRY("uses-closed-model", table->predict = predict)
