// An export is a named pipe, whose reader would wait for ever.
#include "conversion.h"

EXPORT_ENTRY("export-pipe", {
    if (mkfifo(conversion_path(folder, CONVERSION_PART), 0600) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
