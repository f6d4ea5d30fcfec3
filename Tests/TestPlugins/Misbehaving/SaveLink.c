// A save leaves a link.
#include "conversion.h"

SAVE_ENTRY("save-link", {
    if (symlink("/etc/passwd", conversion_path(folder, CONVERSION_PART)) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_saved(sink);
})
