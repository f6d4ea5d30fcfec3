// An export's folder is a number.
#include "conversion.h"

EXPORT_ENTRY("export-folder-kind", { return conversion_emit_folder(sink, conversion_integer(1)); })
