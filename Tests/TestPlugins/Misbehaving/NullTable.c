// The entry says it was done and hands over nothing.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    (void)host;
    *plugin = NULL;
    return FLAVOR_OK;
}
