// A save removes the folder that it was given.
#include "conversion.h"

SAVE_ENTRY("save-deletes-folder", {
    char path[4096];
    snprintf(path, sizeof path, "%.*s", (int)folder.size, folder.data);
    if (rmdir(path) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_saved(sink);
})
