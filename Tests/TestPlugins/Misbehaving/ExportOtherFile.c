// An export writes a file of another name.
#include "conversion.h"

EXPORT_ENTRY("export-other-file", {
    conversion_write(folder, "another.txt");
    return conversion_emit_folder(sink, NO_FOLDER);
})
