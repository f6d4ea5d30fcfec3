// The id would leave the folder of flavors.
#include "plain.h"

PLAIN_ENTRY("bad-id", table->descriptor = flavor_text("{\"id\": \"../../etc\", \"version\": \"1.0.0\"}"))
