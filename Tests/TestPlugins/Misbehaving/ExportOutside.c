// An export writes into the model folder that another flavor is about to make.
#include "conversion.h"

EXPORT_ENTRY("export-outside", {
    conversion_write(folder, CONVERSION_PART);
    conversion_write(folder, "../../../model/stray.txt");
    return conversion_emit_folder(sink, NO_FOLDER);
})
