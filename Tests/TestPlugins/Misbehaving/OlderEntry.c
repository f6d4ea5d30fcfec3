// Made for the header before version 1: the entry has another name.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v0(const flavor_host *host, const flavor_plugin **plugin);

flavor_status flavor_plugin_v0(const flavor_host *host, const flavor_plugin **plugin) {
    *plugin = plain_table(host, PLAIN_DESCRIPTOR("older-entry"));
    return FLAVOR_OK;
}
