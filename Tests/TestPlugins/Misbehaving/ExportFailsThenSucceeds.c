// An export tells of a failure and says it was done.
#include "conversion.h"

EXPORT_ENTRY("export-fails-then-succeeds", {
    conversion_write(folder, CONVERSION_PART);
    flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED, flavor_text("never mind"), flavor_text(""));
    return conversion_emit_folder(sink, NO_FOLDER);
})
