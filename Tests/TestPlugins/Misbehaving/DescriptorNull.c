// The descriptor has a size and no address.
#include "plain.h"

PLAIN_ENTRY("null-descriptor", table->descriptor.data = NULL)
