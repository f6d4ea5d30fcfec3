// An export writes beside its folder, and what is due into it.
#include "conversion.h"

EXPORT_ENTRY("export-beside", {
    conversion_write(folder, CONVERSION_PART);
    conversion_write(folder, "../stray.txt");
    return conversion_emit_folder(sink, NO_FOLDER);
})
