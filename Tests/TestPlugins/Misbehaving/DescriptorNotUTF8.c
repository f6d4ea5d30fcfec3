// The descriptor is not UTF-8.
#include "plain.h"

PLAIN_ENTRY("not-utf8", table->descriptor = flavor_text("{\"id\": \"\xFF\xFE\", \"version\": \"1.0.0\"}"))
