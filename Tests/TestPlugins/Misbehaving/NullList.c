// Emits a list of three items without an address.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value value = plain_value(FLAVOR_KIND_LIST);
    value.as.list.count = 3;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("null-list", table->predict = predict)
