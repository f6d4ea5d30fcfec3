// An export's folder is an empty text.
#include "conversion.h"

EXPORT_ENTRY("export-folder-empty", { return conversion_emit_folder(sink, plain_text("")); })
