// `save` emits a text where a map is due.
#include "plain.h"

static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    (void)plugin, (void)call, (void)request;
    return plain_emit(sink, plain_text("saved"));
}

PLAIN_ENTRY("saves-text", table->save = save)
