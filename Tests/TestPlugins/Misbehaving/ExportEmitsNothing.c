// An export ends well and answers nothing.
#include "conversion.h"

EXPORT_ENTRY("export-emits-nothing", {
    conversion_write(folder, CONVERSION_PART);
    return FLAVOR_OK;
})
