// The table is 512 bytes longer than this header's, as a later one would be.
#include "plain.h"

PLAIN_ENTRY("long-table", {
    table->struct_size = (uint32_t)sizeof *table + 512;
    memset(table + 1, 0xA5, 512);
})
