// Made for a later version: the entry has another name.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v2(const flavor_host *host, const flavor_plugin **plugin);

flavor_status flavor_plugin_v2(const flavor_host *host, const flavor_plugin **plugin) {
    *plugin = plain_table(host, PLAIN_DESCRIPTOR("newer-entry"));
    return FLAVOR_OK;
}
