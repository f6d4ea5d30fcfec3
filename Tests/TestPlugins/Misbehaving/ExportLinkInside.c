// An export is a link to a file beside it.
#include "conversion.h"

EXPORT_ENTRY("export-link-inside", {
    conversion_write(folder, "real.txt");
    if (symlink("real.txt", conversion_path(folder, CONVERSION_PART)) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
