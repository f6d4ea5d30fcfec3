// Emits a tree of 10,000 levels.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    static flavor_value levels[10000];
    for (int level = 0; level + 1 < 10000; level++) {
        levels[level] = plain_value(FLAVOR_KIND_LIST);
        levels[level].as.list.items = &levels[level + 1];
        levels[level].as.list.count = 1;
    }
    return plain_emit(sink, levels[0]);
}

PLAIN_ENTRY("deep-tree", table->predict = predict)
