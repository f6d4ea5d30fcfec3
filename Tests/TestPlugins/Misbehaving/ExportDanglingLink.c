// An export is a link that leads nowhere.
#include "conversion.h"

EXPORT_ENTRY("export-dangling-link", {
    if (symlink("/nonexistent/part.txt", conversion_path(folder, CONVERSION_PART)) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
