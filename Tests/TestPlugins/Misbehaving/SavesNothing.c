// `save` says it was done and emits nothing.
#include "plain.h"

static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    (void)plugin, (void)call, (void)request, (void)sink;
    return FLAVOR_OK;
}

PLAIN_ENTRY("saves-nothing", table->save = save)
