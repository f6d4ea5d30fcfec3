/// What plug-ins need that misuse the models of the host.
#ifndef PLAIN_MODELS_H
#define PLAIN_MODELS_H

#include "plain.h"

static inline const flavor_host_models *plain_models(const flavor_plugin *plugin) {
    return (const flavor_host_models *)flavor_host_ability(plain_host(plugin), FLAVOR_HOST_MODELS_ABILITY);
}

/// Opens the folder that a text names.
static inline flavor_status plain_open(const flavor_plugin *plugin, const flavor_call *call, const flavor_value *folder,
                                       flavor_host_model **model) {
    flavor_open_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = (uint32_t)sizeof request;
    request.folder = folder->as.string;
    return plain_models(plugin)->open(plain_models(plugin)->context, call, &request, model);
}

#endif
