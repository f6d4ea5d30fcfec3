// An export's folder is a relative path, of a folder that is there.
#include "conversion.h"

EXPORT_ENTRY("export-folder-relative", { return conversion_emit_folder(sink, plain_text(".")); })
