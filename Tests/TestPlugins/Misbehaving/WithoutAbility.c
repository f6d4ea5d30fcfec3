// The table ends before `ability`, which is legal; what lies behind must not be read.
#include "plain.h"

PLAIN_ENTRY("without-ability", {
    table->struct_size = offsetof(flavor_plugin, ability);
    memset(&table->ability, 0xA5, sizeof table->ability);
})
