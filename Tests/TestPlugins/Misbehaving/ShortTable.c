// The table ends before `predict`.
#include "plain.h"

PLAIN_ENTRY("short-table", table->struct_size = offsetof(flavor_plugin, predict))
