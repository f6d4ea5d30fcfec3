// An export leaves folders that their owner may not write to.
#include "conversion.h"

EXPORT_ENTRY("export-locked", {
    conversion_write(folder, CONVERSION_PART);
    mkdir(conversion_path(folder, "inside"), 0777);
    conversion_write(folder, "inside/file");
    chmod(conversion_path(folder, "inside"), 0);
    chmod(conversion_path(folder, "."), 0500);
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_DATA_LOSS, flavor_text("the rest is damaged"),
                            flavor_text(""));
})
