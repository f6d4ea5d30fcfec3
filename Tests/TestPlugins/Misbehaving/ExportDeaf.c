// An export goes on for three seconds whatever it is told, and writes.
#include "conversion.h"

EXPORT_ENTRY("export-deaf", {
    flavor_call_progress(call, 0, 1, flavor_text("going on"));
    for (int step = 0; step < 30; step++) {
        conversion_write(folder, CONVERSION_PART);
        conversion_sleep();
    }
    return conversion_emit_folder(sink, NO_FOLDER);
})
