// An export's folder is not there.
#include "conversion.h"

EXPORT_ENTRY("export-folder-absent", { return conversion_emit_folder(sink, plain_text("/nonexistent/model")); })
