// Spoils nothing: what the others export to and save from.
#include "conversion.h"

CONVERSION_ENTRY("converts", (void)0)
