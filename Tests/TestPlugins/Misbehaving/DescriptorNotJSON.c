// The descriptor is prose.
#include "plain.h"

PLAIN_ENTRY("not-json", table->descriptor = flavor_text("a flavor for everybody"))
