/// Safe access to growable structs, as inline functions: each looks at `struct_size` before it touches a field, and what
/// is missing reads as zero or does nothing. Those that call a function have that function's tags; all others are
/// [any-thread].
#ifndef FLAVOR_ACCESS_H
#define FLAVOR_ACCESS_H

#include <string.h>

#include "abilities/describe.h"
#include "abilities/export.h"
#include "abilities/models.h"
#include "abilities/plan.h"
#include "plugin.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

/// Text from a zero-terminated string.
static inline flavor_string flavor_text(const char *FLAVOR_NONNULL text) {
    flavor_string string = {text, 0};
    while (text[string.size] != 0) string.size++;
    return string;
}

// Call

static inline uint32_t flavor_call_thread_budget(const flavor_call *FLAVOR_NONNULL call) {
    return FLAVOR_HAS(call, flavor_call, thread_budget) ? call->thread_budget : 0;
}

static inline void *FLAVOR_NULLABLE flavor_call_context(const flavor_call *FLAVOR_NONNULL call) {
    return FLAVOR_HAS(call, flavor_call, context) ? call->context : NULL;
}

static inline int64_t flavor_call_deadline(const flavor_call *FLAVOR_NONNULL call) {
    return FLAVOR_HAS(call, flavor_call, deadline) ? call->deadline : FLAVOR_NO_DEADLINE;
}

static inline int32_t flavor_call_cancelled(const flavor_call *FLAVOR_NONNULL call) {
    return FLAVOR_HAS(call, flavor_call, cancelled) && call->cancelled ? call->cancelled(call) : 0;
}

static inline uint64_t flavor_call_on_cancel(const flavor_call *FLAVOR_NONNULL call,
                                             void (*FLAVOR_NONNULL wake)(void *FLAVOR_NULLABLE argument),
                                             void *FLAVOR_NULLABLE argument) {
    return FLAVOR_HAS(call, flavor_call, on_cancel) && call->on_cancel ? call->on_cancel(call, wake, argument) : 0;
}

/// 1 when a cancellation can wake what waits, 0 when the host has nobody to do that.
static inline int32_t flavor_call_can_wake(const flavor_call *FLAVOR_NONNULL call) {
    return FLAVOR_HAS(call, flavor_call, on_cancel) && call->on_cancel != NULL;
}

static inline void flavor_call_off_cancel(const flavor_call *FLAVOR_NONNULL call, uint64_t token) {
    if (token != 0 && FLAVOR_HAS(call, flavor_call, off_cancel) && call->off_cancel) call->off_cancel(call, token);
}

static inline void flavor_call_progress(const flavor_call *FLAVOR_NONNULL call, uint64_t done, uint64_t total,
                                        flavor_string what) {
    if (FLAVOR_HAS(call, flavor_call, progress) && call->progress) call->progress(call, done, total, what);
}

// Sink

static inline int32_t flavor_sink_mode(const flavor_sink *FLAVOR_NONNULL sink) {
    return FLAVOR_HAS(sink, flavor_sink, mode) ? sink->mode : FLAVOR_SINK_UNARY;
}

static inline void *FLAVOR_NULLABLE flavor_sink_context(const flavor_sink *FLAVOR_NONNULL sink) {
    return FLAVOR_HAS(sink, flavor_sink, context) ? sink->context : NULL;
}

static inline int32_t flavor_sink_emit(const flavor_sink *FLAVOR_NONNULL sink,
                                       const flavor_value *FLAVOR_NONNULL value,
                                       const flavor_value *FLAVOR_NULLABLE info) {
    return FLAVOR_HAS(sink, flavor_sink, emit) ? sink->emit(sink, value, info) : FLAVOR_EMIT_STOP;
}

// Host

/// Whether the table reaches to the end of version 1 as it began.
static inline int32_t flavor_host_is_complete(const flavor_host *FLAVOR_NONNULL host) {
    return FLAVOR_HAS(host, flavor_host, ability);
}

static inline flavor_status flavor_host_fail(const flavor_host *FLAVOR_NONNULL host,
                                             const flavor_call *FLAVOR_NULLABLE call, flavor_status code,
                                             flavor_string message, flavor_string detail) {
    if (FLAVOR_HAS(host, flavor_host, fail)) return host->fail(host->context, call, code, message, detail);
    return code == FLAVOR_OK ? FLAVOR_UNKNOWN : code;
}

static inline void flavor_host_log(const flavor_host *FLAVOR_NONNULL host, const flavor_call *FLAVOR_NULLABLE call,
                                   int32_t level, flavor_string message) {
    if (FLAVOR_HAS(host, flavor_host, log)) host->log(host->context, call, level, message);
}

static inline const flavor_buffer *FLAVOR_NULLABLE flavor_host_buffer_make(const flavor_host *FLAVOR_NONNULL host,
                                                                           uint64_t size, uint64_t alignment) {
    return FLAVOR_HAS(host, flavor_host, buffer_make) ? host->buffer_make(host->context, size, alignment) : NULL;
}

static inline void flavor_host_buffer_retain(const flavor_host *FLAVOR_NONNULL host,
                                             const flavor_buffer *FLAVOR_NONNULL buffer) {
    if (FLAVOR_HAS(host, flavor_host, buffer_retain)) host->buffer_retain(host->context, buffer);
}

static inline void flavor_host_buffer_release(const flavor_host *FLAVOR_NONNULL host,
                                              const flavor_buffer *FLAVOR_NONNULL buffer) {
    if (FLAVOR_HAS(host, flavor_host, buffer_release)) host->buffer_release(host->context, buffer);
}

static inline const void *FLAVOR_NULLABLE flavor_host_ability(const flavor_host *FLAVOR_NONNULL host,
                                                              const char *FLAVOR_NONNULL id) {
    return FLAVOR_HAS(host, flavor_host, ability) ? host->ability(host->context, id) : NULL;
}

// Plug-in

static inline uint32_t flavor_plugin_header_version(const flavor_plugin *FLAVOR_NONNULL plugin) {
    return FLAVOR_HAS(plugin, flavor_plugin, header_version) ? plugin->header_version : UINT32_MAX;
}

/// Whether the functions that every plug-in has are there.
static inline int32_t flavor_plugin_is_complete(const flavor_plugin *FLAVOR_NONNULL plugin) {
    // Another compiler's plug-in may hold null where the type says otherwise, so the bytes are looked at.
    static const char nothing[sizeof(void *)] = {0};
    const char *functions = (const char *)plugin + offsetof(flavor_plugin, save);
    if (!FLAVOR_HAS(plugin, flavor_plugin, predict)) return 0;
    for (size_t index = 0; index < 4; index++) {
        if (memcmp(functions + index * sizeof(void *), nothing, sizeof(void *)) == 0) return 0;
    }
    return 1;
}

static inline void *FLAVOR_NULLABLE flavor_plugin_context(const flavor_plugin *FLAVOR_NONNULL plugin) {
    return FLAVOR_HAS(plugin, flavor_plugin, context) ? plugin->context : NULL;
}

static inline flavor_string flavor_plugin_descriptor(const flavor_plugin *FLAVOR_NONNULL plugin) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(plugin, flavor_plugin, descriptor) ? plugin->descriptor : none;
}

static inline const void *FLAVOR_NULLABLE flavor_plugin_ability(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                                const char *FLAVOR_NONNULL id) {
    return FLAVOR_HAS(plugin, flavor_plugin, ability) && plugin->ability ? plugin->ability(plugin, id) : NULL;
}

// Requests

static inline int32_t flavor_save_request_mode(const flavor_save_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_save_request, mode) ? request->mode : FLAVOR_SAVE_COPY;
}

static inline flavor_string flavor_save_request_source(const flavor_save_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_save_request, source) ? request->source : none;
}

static inline flavor_string flavor_save_request_format(const flavor_save_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_save_request, format) ? request->format : none;
}

static inline flavor_string flavor_save_request_folder(const flavor_save_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_save_request, folder) ? request->folder : none;
}

static inline const flavor_value *FLAVOR_NULLABLE
flavor_save_request_options(const flavor_save_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_save_request, options) ? request->options : NULL;
}

static inline flavor_string flavor_load_request_folder(const flavor_load_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_load_request, folder) ? request->folder : none;
}

static inline flavor_string flavor_load_request_key(const flavor_load_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_load_request, key) ? request->key : none;
}

static inline const flavor_value *FLAVOR_NULLABLE
flavor_load_request_flavors(const flavor_load_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_load_request, flavors) ? request->flavors : NULL;
}

static inline const flavor_value *FLAVOR_NULLABLE
flavor_load_request_metadata(const flavor_load_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_load_request, metadata) ? request->metadata : NULL;
}

static inline const flavor_value *FLAVOR_NULLABLE
flavor_load_request_options(const flavor_load_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_load_request, options) ? request->options : NULL;
}

// Abilities

static inline flavor_string flavor_open_request_folder(const flavor_open_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_open_request, folder) ? request->folder : none;
}

static inline flavor_string flavor_open_request_flavor(const flavor_open_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_open_request, flavor) ? request->flavor : none;
}

static inline const flavor_value *FLAVOR_NULLABLE
flavor_open_request_options(const flavor_open_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_open_request, options) ? request->options : NULL;
}

/// Whether the table reaches to the end of revision 1.
static inline int32_t flavor_host_models_is_complete(const flavor_host_models *FLAVOR_NONNULL models) {
    return FLAVOR_HAS(models, flavor_host_models, failure);
}

static inline const flavor_load_request *FLAVOR_NULLABLE
flavor_export_request_model(const flavor_export_request *FLAVOR_NONNULL request) {
    return FLAVOR_HAS(request, flavor_export_request, model) ? request->model : NULL;
}

static inline flavor_string flavor_export_request_format(const flavor_export_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_export_request, format) ? request->format : none;
}

static inline flavor_string flavor_export_request_folder(const flavor_export_request *FLAVOR_NONNULL request) {
    flavor_string none = {NULL, 0};
    return FLAVOR_HAS(request, flavor_export_request, folder) ? request->folder : none;
}

/// Whether the table has its one function.
static inline int32_t flavor_plan_is_complete(const flavor_plan *FLAVOR_NONNULL ability) {
    static const char nothing[sizeof(void *)] = {0};
    return FLAVOR_HAS(ability, flavor_plan, plan_save) &&
           memcmp((const char *)ability + offsetof(flavor_plan, plan_save), nothing, sizeof(void *)) != 0;
}

/// Whether the table has both its functions.
static inline int32_t flavor_export_is_complete(const flavor_export *FLAVOR_NONNULL ability) {
    static const char nothing[sizeof(void *)] = {0};
    return FLAVOR_HAS(ability, flavor_export, export_model) &&
           memcmp((const char *)ability + offsetof(flavor_export, plan_export), nothing, sizeof(void *)) != 0 &&
           memcmp((const char *)ability + offsetof(flavor_export, export_model), nothing, sizeof(void *)) != 0;
}

/// Whether the table has its one function.
static inline int32_t flavor_describe_is_complete(const flavor_describe *FLAVOR_NONNULL ability) {
    static const char nothing[sizeof(void *)] = {0};
    return FLAVOR_HAS(ability, flavor_describe, describe) &&
           memcmp((const char *)ability + offsetof(flavor_describe, describe), nothing, sizeof(void *)) != 0;
}

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
