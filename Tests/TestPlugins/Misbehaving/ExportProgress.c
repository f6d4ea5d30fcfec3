// An export tells of progress that cannot be, in words that are none.
#include "conversion.h"

EXPORT_ENTRY("export-progress", {
    static char long_text[100000];
    memset(long_text, 'x', sizeof long_text - 1);
    flavor_call_progress(call, 9, 4, flavor_text("more than all"));
    flavor_call_progress(call, UINT64_MAX, UINT64_MAX, flavor_text("all\nthere\x1B[2J is"));
    flavor_call_progress(call, 5, 0, flavor_text("caf\xE9"));
    flavor_call_progress(call, 4, 9, flavor_text(""));
    flavor_call_progress(call, 1, 9, flavor_text(long_text));
    flavor_string nowhere = {NULL, 0};
    flavor_call_progress(call, 0, 9, nowhere);
    conversion_write(folder, CONVERSION_PART);
    return conversion_emit_folder(sink, NO_FOLDER);
})
