// A save leaves a named pipe.
#include "conversion.h"

SAVE_ENTRY("save-pipe", {
    if (mkfifo(conversion_path(folder, CONVERSION_PART), 0600) != 0) return FLAVOR_INTERNAL;
    return conversion_emit_saved(sink);
})
