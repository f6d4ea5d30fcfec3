// Emits a list that holds itself.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value value = plain_value(FLAVOR_KIND_LIST);
    value.as.list.items = &value;
    value.as.list.count = 1;
    flavor_sink_emit(sink, &value, NULL);
    return FLAVOR_OK;
}

PLAIN_ENTRY("endless-tree", table->predict = predict)
