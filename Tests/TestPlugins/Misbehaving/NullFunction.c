// A table of full size with a function missing.
#include "plain.h"

PLAIN_ENTRY("null-function", memset(&table->unload, 0, sizeof table->unload))
