// An export answers with an empty map, in which the folder is missing as where it is null.
#include "conversion.h"

EXPORT_ENTRY("export-empty-map", {
    conversion_write(folder, CONVERSION_PART);
    return plain_emit(sink, plain_map(NULL, 0));
})
