// An export has a link to the folder that it stands in.
#include "conversion.h"

EXPORT_ENTRY("export-loop", {
    conversion_write(folder, CONVERSION_PART);
    if (symlink(".", conversion_path(folder, "again")) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
