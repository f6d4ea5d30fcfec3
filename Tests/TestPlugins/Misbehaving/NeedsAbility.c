// Requires an ability that no host has, and leaves it to the host to find out.
#include "plain.h"

static const char descriptor[] =
    "{\"id\": \"needs-ability\", \"version\": \"1.0.0\", \"header\": 1, \"summary\": \"For the tests of the host.\","
    " \"claims\": [{\"key\": \"needs-ability\"}], \"requires\": [\"flavor.host.telepathy/1\"]}";

PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    *plugin = plain_table(host, descriptor);
    return FLAVOR_OK;
}
