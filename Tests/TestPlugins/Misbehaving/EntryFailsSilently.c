// The entry fails and does not say why.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    (void)host, (void)plugin;
    return FLAVOR_UNAVAILABLE;
}
