// The table ends in the middle of `predict`: the field does not lie wholly inside.
#include "plain.h"

PLAIN_ENTRY("cut-table", table->struct_size = offsetof(flavor_plugin, predict) + 4)
