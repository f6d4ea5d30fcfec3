// An export's folder has a zero in its path, before which it is one that is there.
#include "conversion.h"

EXPORT_ENTRY("export-folder-zero", {
    flavor_value path = plain_value(FLAVOR_KIND_STRING);
    path.as.string.data = "/etc\0/model";
    path.as.string.size = 11;
    return conversion_emit_folder(sink, path);
})
