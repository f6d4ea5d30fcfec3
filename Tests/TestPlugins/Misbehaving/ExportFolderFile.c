// An export's folder is a file.
#include "conversion.h"

EXPORT_ENTRY("export-folder-file", { return conversion_emit_folder(sink, plain_text("/etc/passwd")); })
