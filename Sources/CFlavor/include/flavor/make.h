/// Growable structs made in C for languages that keep one record of a struct's size for a whole process.
///
/// Swift keeps one metadata record for each imported C struct name, whichever image came first; with plug-ins of different
/// header revisions in one process its generic code would take the wrong size. Swift code therefore allocates
/// `flavor_…_size()` raw bytes and fills them in here, and never handles a growable struct by value.
#ifndef FLAVOR_MAKE_H
#define FLAVOR_MAKE_H

#include <string.h>

#include "abilities/describe.h"
#include "abilities/export.h"
#include "abilities/head_start.h"
#include "abilities/models.h"
#include "abilities/plan.h"
#include "plugin.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

static inline size_t flavor_call_size(void) { return sizeof(flavor_call); }

static inline const flavor_call *FLAVOR_NONNULL flavor_call_make(
    void *FLAVOR_NONNULL memory, void *FLAVOR_NULLABLE context, uint32_t thread_budget, int64_t deadline,
    int32_t (*FLAVOR_NULLABLE cancelled)(const flavor_call *FLAVOR_NONNULL),
    uint64_t (*FLAVOR_NULLABLE on_cancel)(const flavor_call *FLAVOR_NONNULL,
                                          void (*FLAVOR_NONNULL)(void *FLAVOR_NULLABLE), void *FLAVOR_NULLABLE),
    void (*FLAVOR_NULLABLE off_cancel)(const flavor_call *FLAVOR_NONNULL, uint64_t),
    void (*FLAVOR_NULLABLE progress)(const flavor_call *FLAVOR_NONNULL, uint64_t, uint64_t, flavor_string)) {
    flavor_call *call = (flavor_call *)memory;
    call->struct_size = (uint32_t)sizeof(flavor_call);
    call->thread_budget = thread_budget;
    call->context = context;
    call->deadline = deadline;
    call->cancelled = cancelled;
    call->on_cancel = on_cancel;
    call->off_cancel = off_cancel;
    call->progress = progress;
    return call;
}

static inline size_t flavor_sink_size(void) { return sizeof(flavor_sink); }

static inline const flavor_sink *FLAVOR_NONNULL flavor_sink_make(
    void *FLAVOR_NONNULL memory, void *FLAVOR_NULLABLE context, int32_t mode,
    int32_t (*FLAVOR_NONNULL emit)(const flavor_sink *FLAVOR_NONNULL, const flavor_value *FLAVOR_NONNULL,
                                   const flavor_value *FLAVOR_NULLABLE)) {
    flavor_sink *sink = (flavor_sink *)memory;
    sink->struct_size = (uint32_t)sizeof(flavor_sink);
    sink->mode = mode;
    sink->context = context;
    sink->emit = emit;
    return sink;
}

static inline size_t flavor_save_request_size(void) { return sizeof(flavor_save_request); }

static inline const flavor_save_request *FLAVOR_NONNULL
flavor_save_request_make(void *FLAVOR_NONNULL memory, int32_t mode, flavor_string source, flavor_string format,
                         flavor_string folder, const flavor_value *FLAVOR_NONNULL options) {
    flavor_save_request *request = (flavor_save_request *)memory;
    request->struct_size = (uint32_t)sizeof(flavor_save_request);
    request->mode = mode;
    request->source = source;
    request->format = format;
    request->folder = folder;
    request->options = options;
    return request;
}

static inline size_t flavor_load_request_size(void) { return sizeof(flavor_load_request); }

static inline const flavor_load_request *FLAVOR_NONNULL
flavor_load_request_make(void *FLAVOR_NONNULL memory, flavor_string folder, flavor_string key,
                         const flavor_value *FLAVOR_NONNULL flavors, const flavor_value *FLAVOR_NULLABLE metadata,
                         const flavor_value *FLAVOR_NONNULL options) {
    flavor_load_request *request = (flavor_load_request *)memory;
    request->struct_size = (uint32_t)sizeof(flavor_load_request);
    request->reserved = 0;
    request->folder = folder;
    request->key = key;
    request->flavors = flavors;
    request->metadata = metadata;
    request->options = options;
    return request;
}

static inline size_t flavor_host_size(void) { return sizeof(flavor_host); }

static inline const flavor_host *FLAVOR_NONNULL flavor_host_make(
    void *FLAVOR_NONNULL memory, void *FLAVOR_NULLABLE context, flavor_string name,
    flavor_status (*FLAVOR_NONNULL fail)(void *FLAVOR_NULLABLE, const flavor_call *FLAVOR_NULLABLE, flavor_status,
                                         flavor_string, flavor_string),
    void (*FLAVOR_NONNULL log)(void *FLAVOR_NULLABLE, const flavor_call *FLAVOR_NULLABLE, int32_t, flavor_string),
    const flavor_buffer *FLAVOR_NULLABLE (*FLAVOR_NONNULL buffer_make)(void *FLAVOR_NULLABLE, uint64_t, uint64_t),
    void (*FLAVOR_NONNULL buffer_retain)(void *FLAVOR_NULLABLE, const flavor_buffer *FLAVOR_NONNULL),
    void (*FLAVOR_NONNULL buffer_release)(void *FLAVOR_NULLABLE, const flavor_buffer *FLAVOR_NONNULL),
    const void *FLAVOR_NULLABLE (*FLAVOR_NONNULL ability)(void *FLAVOR_NULLABLE, const char *FLAVOR_NONNULL)) {
    flavor_host *host = (flavor_host *)memory;
    host->struct_size = (uint32_t)sizeof(flavor_host);
    host->header_version = FLAVOR_HEADER_VERSION;
    host->context = context;
    host->name = name;
    host->fail = fail;
    host->log = log;
    host->buffer_make = buffer_make;
    host->buffer_retain = buffer_retain;
    host->buffer_release = buffer_release;
    host->ability = ability;
    return host;
}

static inline size_t flavor_plugin_size(void) { return sizeof(flavor_plugin); }

static inline const flavor_plugin *FLAVOR_NONNULL flavor_plugin_make(
    void *FLAVOR_NONNULL memory, void *FLAVOR_NULLABLE context, flavor_string descriptor,
    flavor_status (*FLAVOR_NONNULL save)(const flavor_plugin *FLAVOR_NONNULL, const flavor_call *FLAVOR_NONNULL,
                                         const flavor_save_request *FLAVOR_NONNULL, const flavor_sink *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL load)(const flavor_plugin *FLAVOR_NONNULL, const flavor_call *FLAVOR_NONNULL,
                                         const flavor_load_request *FLAVOR_NONNULL,
                                         flavor_model *FLAVOR_NULLABLE *FLAVOR_NONNULL),
    void (*FLAVOR_NONNULL unload)(const flavor_plugin *FLAVOR_NONNULL, flavor_model *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL predict)(const flavor_plugin *FLAVOR_NONNULL, flavor_model *FLAVOR_NONNULL,
                                            const flavor_call *FLAVOR_NONNULL, const flavor_value *FLAVOR_NONNULL,
                                            const flavor_value *FLAVOR_NONNULL, const flavor_sink *FLAVOR_NONNULL),
    const void *FLAVOR_NULLABLE (*FLAVOR_NULLABLE ability)(const flavor_plugin *FLAVOR_NONNULL,
                                                           const char *FLAVOR_NONNULL)) {
    flavor_plugin *plugin = (flavor_plugin *)memory;
    plugin->struct_size = (uint32_t)sizeof(flavor_plugin);
    plugin->header_version = FLAVOR_HEADER_VERSION;
    plugin->context = context;
    plugin->descriptor = descriptor;
    plugin->save = save;
    plugin->load = load;
    plugin->unload = unload;
    plugin->predict = predict;
    plugin->ability = ability;
    return plugin;
}

static inline size_t flavor_host_head_start_size(void) { return sizeof(flavor_host_head_start); }

static inline const flavor_host_head_start *FLAVOR_NONNULL flavor_host_head_start_make(void *FLAVOR_NONNULL memory) {
    flavor_host_head_start *start = (flavor_host_head_start *)memory;
    start->struct_size = (uint32_t)sizeof(flavor_host_head_start);
    start->reserved = 0;
    return start;
}

static inline size_t flavor_host_models_size(void) { return sizeof(flavor_host_models); }

static inline const flavor_host_models *FLAVOR_NONNULL flavor_host_models_make(
    void *FLAVOR_NONNULL memory, void *FLAVOR_NULLABLE context,
    flavor_status (*FLAVOR_NONNULL open)(void *FLAVOR_NULLABLE, const flavor_call *FLAVOR_NONNULL,
                                         const flavor_open_request *FLAVOR_NONNULL,
                                         flavor_host_model *FLAVOR_NULLABLE *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL describe)(void *FLAVOR_NULLABLE, flavor_host_model *FLAVOR_NONNULL,
                                             const flavor_call *FLAVOR_NONNULL, const flavor_sink *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL predict)(void *FLAVOR_NULLABLE, flavor_host_model *FLAVOR_NONNULL,
                                            const flavor_call *FLAVOR_NONNULL, const flavor_value *FLAVOR_NONNULL,
                                            const flavor_value *FLAVOR_NONNULL, const flavor_sink *FLAVOR_NONNULL),
    void (*FLAVOR_NONNULL close)(void *FLAVOR_NULLABLE, flavor_host_model *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL failure)(void *FLAVOR_NULLABLE, const flavor_call *FLAVOR_NONNULL,
                                            const flavor_sink *FLAVOR_NONNULL)) {
    flavor_host_models *models = (flavor_host_models *)memory;
    models->struct_size = (uint32_t)sizeof(flavor_host_models);
    models->reserved = 0;
    models->context = context;
    models->open = open;
    models->describe = describe;
    models->predict = predict;
    models->close = close;
    models->failure = failure;
    return models;
}

static inline size_t flavor_open_request_size(void) { return sizeof(flavor_open_request); }

static inline const flavor_open_request *FLAVOR_NONNULL
flavor_open_request_make(void *FLAVOR_NONNULL memory, flavor_string folder, flavor_string flavor,
                         const flavor_value *FLAVOR_NULLABLE options) {
    flavor_open_request *request = (flavor_open_request *)memory;
    request->struct_size = (uint32_t)sizeof(flavor_open_request);
    request->reserved = 0;
    request->folder = folder;
    request->flavor = flavor;
    request->options = options;
    return request;
}

static inline size_t flavor_describe_size(void) { return sizeof(flavor_describe); }

static inline const flavor_describe *FLAVOR_NONNULL flavor_describe_make(
    void *FLAVOR_NONNULL memory,
    flavor_status (*FLAVOR_NONNULL describe)(const flavor_plugin *FLAVOR_NONNULL, flavor_model *FLAVOR_NONNULL,
                                             const flavor_call *FLAVOR_NONNULL, const flavor_sink *FLAVOR_NONNULL)) {
    flavor_describe *ability = (flavor_describe *)memory;
    ability->struct_size = (uint32_t)sizeof(flavor_describe);
    ability->reserved = 0;
    ability->describe = describe;
    return ability;
}

static inline size_t flavor_plan_size(void) { return sizeof(flavor_plan); }

static inline const flavor_plan *FLAVOR_NONNULL flavor_plan_make(
    void *FLAVOR_NONNULL memory,
    flavor_status (*FLAVOR_NONNULL plan_save)(const flavor_plugin *FLAVOR_NONNULL, const flavor_call *FLAVOR_NONNULL,
                                              const flavor_save_request *FLAVOR_NONNULL,
                                              const flavor_sink *FLAVOR_NONNULL)) {
    flavor_plan *ability = (flavor_plan *)memory;
    ability->struct_size = (uint32_t)sizeof(flavor_plan);
    ability->reserved = 0;
    ability->plan_save = plan_save;
    return ability;
}

static inline size_t flavor_export_size(void) { return sizeof(flavor_export); }

static inline const flavor_export *FLAVOR_NONNULL flavor_export_make(
    void *FLAVOR_NONNULL memory,
    flavor_status (*FLAVOR_NONNULL plan_export)(const flavor_plugin *FLAVOR_NONNULL, const flavor_call *FLAVOR_NONNULL,
                                                const flavor_export_request *FLAVOR_NONNULL,
                                                const flavor_sink *FLAVOR_NONNULL),
    flavor_status (*FLAVOR_NONNULL export_model)(const flavor_plugin *FLAVOR_NONNULL,
                                                 const flavor_call *FLAVOR_NONNULL,
                                                 const flavor_export_request *FLAVOR_NONNULL,
                                                 const flavor_sink *FLAVOR_NONNULL)) {
    flavor_export *ability = (flavor_export *)memory;
    ability->struct_size = (uint32_t)sizeof(flavor_export);
    ability->reserved = 0;
    ability->plan_export = plan_export;
    ability->export_model = export_model;
    return ability;
}

static inline size_t flavor_export_request_size(void) { return sizeof(flavor_export_request); }

static inline const flavor_export_request *FLAVOR_NONNULL
flavor_export_request_make(void *FLAVOR_NONNULL memory, const flavor_load_request *FLAVOR_NONNULL model,
                           flavor_string format, flavor_string folder) {
    flavor_export_request *request = (flavor_export_request *)memory;
    request->struct_size = (uint32_t)sizeof(flavor_export_request);
    request->reserved = 0;
    request->model = model;
    request->format = format;
    request->folder = folder;
    return request;
}

// What the host calls: its own structs are whole, the plug-in's were checked with `flavor_plugin_is_complete`.

static inline flavor_status flavor_plugin_call_save(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                    const flavor_call *FLAVOR_NONNULL call,
                                                    const flavor_save_request *FLAVOR_NONNULL request,
                                                    const flavor_sink *FLAVOR_NONNULL sink) {
    return plugin->save(plugin, call, request, sink);
}

static inline flavor_status flavor_plugin_call_load(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                    const flavor_call *FLAVOR_NONNULL call,
                                                    const flavor_load_request *FLAVOR_NONNULL request,
                                                    flavor_model *FLAVOR_NULLABLE *FLAVOR_NONNULL model) {
    return plugin->load(plugin, call, request, model);
}

static inline void flavor_plugin_call_unload(const flavor_plugin *FLAVOR_NONNULL plugin,
                                             flavor_model *FLAVOR_NONNULL model) {
    plugin->unload(plugin, model);
}

static inline flavor_status flavor_plugin_call_predict(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                       flavor_model *FLAVOR_NONNULL model,
                                                       const flavor_call *FLAVOR_NONNULL call,
                                                       const flavor_value *FLAVOR_NONNULL input,
                                                       const flavor_value *FLAVOR_NONNULL params,
                                                       const flavor_sink *FLAVOR_NONNULL sink) {
    return plugin->predict(plugin, model, call, input, params, sink);
}

static inline flavor_status flavor_describe_call(const flavor_describe *FLAVOR_NONNULL ability,
                                                 const flavor_plugin *FLAVOR_NONNULL plugin,
                                                 flavor_model *FLAVOR_NONNULL model,
                                                 const flavor_call *FLAVOR_NONNULL call,
                                                 const flavor_sink *FLAVOR_NONNULL sink) {
    return ability->describe(plugin, model, call, sink);
}

static inline flavor_status flavor_plan_call_save(const flavor_plan *FLAVOR_NONNULL ability,
                                                  const flavor_plugin *FLAVOR_NONNULL plugin,
                                                  const flavor_call *FLAVOR_NONNULL call,
                                                  const flavor_save_request *FLAVOR_NONNULL request,
                                                  const flavor_sink *FLAVOR_NONNULL sink) {
    return ability->plan_save(plugin, call, request, sink);
}

static inline flavor_status flavor_export_call_plan(const flavor_export *FLAVOR_NONNULL ability,
                                                    const flavor_plugin *FLAVOR_NONNULL plugin,
                                                    const flavor_call *FLAVOR_NONNULL call,
                                                    const flavor_export_request *FLAVOR_NONNULL request,
                                                    const flavor_sink *FLAVOR_NONNULL sink) {
    return ability->plan_export(plugin, call, request, sink);
}

static inline flavor_status flavor_export_call(const flavor_export *FLAVOR_NONNULL ability,
                                               const flavor_plugin *FLAVOR_NONNULL plugin,
                                               const flavor_call *FLAVOR_NONNULL call,
                                               const flavor_export_request *FLAVOR_NONNULL request,
                                               const flavor_sink *FLAVOR_NONNULL sink) {
    return ability->export_model(plugin, call, request, sink);
}

// What a plug-in calls, once `flavor_host_models_is_complete` has said yes.

static inline flavor_status flavor_host_models_open(const flavor_host_models *FLAVOR_NONNULL models,
                                                    const flavor_call *FLAVOR_NONNULL call,
                                                    const flavor_open_request *FLAVOR_NONNULL request,
                                                    flavor_host_model *FLAVOR_NULLABLE *FLAVOR_NONNULL model) {
    return models->open(models->context, call, request, model);
}

static inline flavor_status flavor_host_models_describe(const flavor_host_models *FLAVOR_NONNULL models,
                                                        flavor_host_model *FLAVOR_NONNULL model,
                                                        const flavor_call *FLAVOR_NONNULL call,
                                                        const flavor_sink *FLAVOR_NONNULL sink) {
    return models->describe(models->context, model, call, sink);
}

static inline flavor_status flavor_host_models_predict(const flavor_host_models *FLAVOR_NONNULL models,
                                                       flavor_host_model *FLAVOR_NONNULL model,
                                                       const flavor_call *FLAVOR_NONNULL call,
                                                       const flavor_value *FLAVOR_NONNULL input,
                                                       const flavor_value *FLAVOR_NONNULL params,
                                                       const flavor_sink *FLAVOR_NONNULL sink) {
    return models->predict(models->context, model, call, input, params, sink);
}

static inline void flavor_host_models_close(const flavor_host_models *FLAVOR_NONNULL models,
                                            flavor_host_model *FLAVOR_NONNULL model) {
    models->close(models->context, model);
}

static inline flavor_status flavor_host_models_failure(const flavor_host_models *FLAVOR_NONNULL models,
                                                       const flavor_call *FLAVOR_NONNULL call,
                                                       const flavor_sink *FLAVOR_NONNULL sink) {
    return models->failure(models->context, call, sink);
}

/// A pointer to a plug-in's entry, as dlsym finds it.
typedef flavor_status (*flavor_plugin_entry)(const flavor_host *FLAVOR_NONNULL,
                                             const flavor_plugin *FLAVOR_NULLABLE *FLAVOR_NONNULL);

static inline flavor_status flavor_plugin_call_entry(void *FLAVOR_NONNULL symbol, const flavor_host *FLAVOR_NONNULL host,
                                                     const flavor_plugin *FLAVOR_NULLABLE *FLAVOR_NONNULL plugin) {
    flavor_plugin_entry entry;
    memcpy(&entry, &symbol, sizeof entry);
    return entry(host, plugin);
}

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
