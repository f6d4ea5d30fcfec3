// The table ends within its second field.
#include "plain.h"

PLAIN_ENTRY("tiny-table", table->struct_size = 6)
