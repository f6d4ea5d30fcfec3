// The descriptor is JSON of 100,000 levels.
#include "plain.h"

PLAIN_ENTRY("deep-descriptor", {
    char *text = (char *)malloc(200000);
    memset(text, '[', 100000);
    memset(text + 100000, ']', 100000);
    table->descriptor.data = text;
    table->descriptor.size = 200000;
})
