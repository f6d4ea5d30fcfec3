// The descriptor names no flavor.
#include "plain.h"

PLAIN_ENTRY("without-id", table->descriptor = flavor_text("{\"version\": \"1.0.0\", \"claims\": []}"))
