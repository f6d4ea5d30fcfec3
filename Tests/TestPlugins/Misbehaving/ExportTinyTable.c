// The table of exports says it has no size at all.
#include "conversion.h"

CONVERSION_ENTRY("export-tiny-table", export->struct_size = 0)
