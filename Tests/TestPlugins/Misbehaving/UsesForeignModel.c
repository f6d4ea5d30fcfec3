// Asks a model that no host has opened.
#include "models.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return plain_models(plugin)->describe(plain_models(plugin)->context, (flavor_host_model *)plugin, call, sink);
}

PLAIN_ENTRY("uses-foreign-model", table->predict = predict)
