// The entry has this version's name, but the table was made with a later header.
#include "plain.h"

PLAIN_ENTRY("newer-header", table->header_version = FLAVOR_HEADER_VERSION + 1)
