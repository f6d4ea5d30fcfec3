// Tells, as the reason that it fails with, whether the host gives it a head start.
#include "flavor.h"

#include <string.h>

flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    (void)plugin;
    const flavor_host_head_start *start =
        (const flavor_host_head_start *)flavor_host_ability(host, FLAVOR_HOST_HEAD_START_ABILITY);
    const char *text = !start ? "none" : start->struct_size >= sizeof *start ? "given" : "too short";
    flavor_string message = {text, strlen(text)}, detail = {"", 0};
    return flavor_host_fail(host, NULL, FLAVOR_UNAVAILABLE, message, detail);
}
