/// A flavor that does what it must: it loads anything, and answers a prediction with the text "fine".
///
/// Each file beside this one takes its table and spoils one thing.
#ifndef PLAIN_H
#define PLAIN_H

#include "flavor.h"
#include "flavor/access.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN_EXPORT __attribute__((visibility("default")))

/// The descriptor of a flavor that claims the key of its own name.
#define PLAIN_DESCRIPTOR(id) \
    "{\"id\": \"" id "\", \"version\": \"1.0.0\", \"header\": 1, \"summary\": \"For the tests of the host.\"," \
    " \"claims\": [{\"key\": \"" id "\", \"where\": {}, \"priority\": 0}, {\"key\": \"plain\"}]," \
    " \"formats\": {\"plain\": {\"anyOf\": [[\"plain.txt\"]], \"save\": true, \"inPlace\": true, \"export\": false}}," \
    " \"tasks\": [], \"parameters\": [], \"options\": [], \"concurrency\": \"serial-per-model\", \"requires\": []}"

static inline flavor_value plain_value(uint32_t kind) {
    flavor_value value;
    memset(&value, 0, sizeof value);
    value.kind = kind;
    return value;
}

static inline flavor_value plain_text(const char *text) {
    flavor_value value = plain_value(FLAVOR_KIND_STRING);
    value.as.string = flavor_text(text);
    return value;
}

static inline flavor_value plain_map(const flavor_entry *entries, uint64_t count) {
    flavor_value value = plain_value(FLAVOR_KIND_MAP);
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}

/// A float64 tensor of one dimension over elements that the caller keeps, with a shape that the caller keeps.
static inline flavor_tensor plain_tensor(double *elements, const int64_t *shape) {
    flavor_tensor tensor;
    memset(&tensor, 0, sizeof tensor);
    tensor.data = elements;
    tensor.device.type = FLAVOR_DEVICE_CPU;
    tensor.ndim = 1;
    tensor.dtype.code = FLAVOR_DTYPE_FLOAT;
    tensor.dtype.bits = 64;
    tensor.dtype.lanes = 1;
    tensor.shape = shape;
    return tensor;
}

static inline flavor_status plain_emit(const flavor_sink *sink, flavor_value value) {
    flavor_sink_emit(sink, &value, NULL);
    return FLAVOR_OK;
}

static inline const flavor_host *plain_host(const flavor_plugin *plugin) {
    return (const flavor_host *)flavor_plugin_context(plugin);
}

static inline flavor_status plain_save(const flavor_plugin *plugin, const flavor_call *call,
                                       const flavor_save_request *request, const flavor_sink *sink) {
    (void)plugin, (void)call, (void)request;
    flavor_entry key = {flavor_text("plain"), plain_map(NULL, 0)};
    flavor_entry flavors = {flavor_text("flavors"), plain_map(&key, 1)};
    return plain_emit(sink, plain_map(&flavors, 1));
}

static inline flavor_status plain_load(const flavor_plugin *plugin, const flavor_call *call,
                                       const flavor_load_request *request, flavor_model **model) {
    (void)plugin, (void)call, (void)request;
    *model = (flavor_model *)malloc(1);
    return FLAVOR_OK;
}

static inline void plain_unload(const flavor_plugin *plugin, flavor_model *model) {
    (void)plugin;
    free(model);
}

static inline flavor_status plain_predict(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call,
                                          const flavor_value *input, const flavor_value *params,
                                          const flavor_sink *sink) {
    (void)plugin, (void)model, (void)call, (void)input, (void)params;
    return plain_emit(sink, plain_text("fine"));
}

/// A table in memory of its own, with room to spare for those who claim more.
static inline flavor_plugin *plain_table(const flavor_host *host, const char *descriptor) {
    flavor_plugin *table = (flavor_plugin *)calloc(1, sizeof *table + 1024);
    table->struct_size = (uint32_t)sizeof *table;
    table->header_version = FLAVOR_HEADER_VERSION;
    table->context = (void *)host;
    table->descriptor = flavor_text(descriptor);
    table->save = plain_save;
    table->load = plain_load;
    table->unload = plain_unload;
    table->predict = plain_predict;
    return table;
}

/// The entry of a flavor that spoils its table alone, with `statements` on `table`.
#define PLAIN_ENTRY(id, statements) \
    PLAIN_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) { \
        flavor_plugin *table = plain_table(host, PLAIN_DESCRIPTOR(id)); \
        statements; \
        *plugin = table; \
        return FLAVOR_OK; \
    }

/// The head of a prediction that ignores some of what it is given.
#define PLAIN_PREDICT \
    static flavor_status predict(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call, \
                                 const flavor_value *input, const flavor_value *params, const flavor_sink *sink)
#define PLAIN_UNUSED (void)plugin, (void)model, (void)call, (void)input, (void)params, (void)sink

#endif
