// The table of exports lacks the export.
#include "conversion.h"

CONVERSION_ENTRY("export-null-function",
                 memset((char *)export + offsetof(flavor_export, export_model), 0, sizeof(void *)))
