// An export removes the folder that it was given.
#include "conversion.h"

EXPORT_ENTRY("export-deletes-folder", {
    char path[4096];
    snprintf(path, sizeof path, "%.*s", (int)folder.size, folder.data);
    if (rmdir(path) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
