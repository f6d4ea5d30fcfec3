// An export writes nothing.
#include "conversion.h"

EXPORT_ENTRY("export-nothing", { return conversion_emit_folder(sink, NO_FOLDER); })
