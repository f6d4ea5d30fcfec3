// Emits a list of more items than memory could hold.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    flavor_value item = plain_text("fine");
    flavor_value value = plain_value(FLAVOR_KIND_LIST);
    value.as.list.items = &item;
    value.as.list.count = UINT64_MAX;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("huge-list", table->predict = predict)
