// An export puts a link to another folder in the place of its own.
#include "conversion.h"

EXPORT_ENTRY("export-links-folder", {
    char path[4096];
    snprintf(path, sizeof path, "%.*s", (int)folder.size, folder.data);
    if (rmdir(path) != 0 || symlink("/etc", path) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
