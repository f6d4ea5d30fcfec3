// Asks for an ability that no host has at its entry, and fails.
#include "plain.h"

PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    if (!flavor_host_ability(host, "flavor.host.telepathy/1"))
        return flavor_host_fail(host, NULL, FLAVOR_FAILED_PRECONDITION,
                                flavor_text("the host lacks the ability \"flavor.host.telepathy/1\": update the host"),
                                flavor_text(""));
    *plugin = plain_table(host, PLAIN_DESCRIPTOR("checks-ability"));
    return FLAVOR_OK;
}
