// The entry fails and says why.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    (void)plugin;
    return flavor_host_fail(host, NULL, FLAVOR_UNAVAILABLE, flavor_text("the accelerator is not there"),
                            flavor_text(""));
}
