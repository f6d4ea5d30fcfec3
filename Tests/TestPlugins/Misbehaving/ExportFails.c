// An export writes and then says why it cannot go on.
#include "conversion.h"

EXPORT_ENTRY("export-fails", {
    conversion_write(folder, CONVERSION_PART);
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_DATA_LOSS, flavor_text("the second part is damaged"),
                            flavor_text(""));
})
