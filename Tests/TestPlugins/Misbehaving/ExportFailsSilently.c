// An export writes and then fails without a word.
#include "conversion.h"

EXPORT_ENTRY("export-fails-silently", {
    conversion_write(folder, CONVERSION_PART);
    return FLAVOR_DATA_LOSS;
})
