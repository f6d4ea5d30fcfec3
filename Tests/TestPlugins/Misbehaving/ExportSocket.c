// An export leaves a socket in a folder inside.
#include "conversion.h"

EXPORT_ENTRY("export-socket", {
    conversion_write(folder, CONVERSION_PART);
    mkdir(conversion_path(folder, "inside"), 0777);
    if (mknod(conversion_path(folder, "inside/socket"), S_IFSOCK | 0600, 0) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_folder(sink, NO_FOLDER);
})
