// `load` says it was done and hands over no model.
#include "plain.h"

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **model) {
    (void)plugin, (void)call, (void)request;
    *model = NULL;
    return FLAVOR_OK;
}

PLAIN_ENTRY("loads-nothing", table->load = load)
