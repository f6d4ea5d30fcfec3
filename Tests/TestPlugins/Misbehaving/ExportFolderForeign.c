// An export's folder is there, and has nothing of the format.
#include "conversion.h"

EXPORT_ENTRY("export-folder-foreign", { return conversion_emit_folder(sink, plain_text("/etc")); })
