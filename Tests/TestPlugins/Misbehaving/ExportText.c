// An export answers with a text where a map is due.
#include "conversion.h"

EXPORT_ENTRY("export-text", {
    conversion_write(folder, CONVERSION_PART);
    return plain_emit(sink, plain_text("done"));
})
