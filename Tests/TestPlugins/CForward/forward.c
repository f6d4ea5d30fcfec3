// The flavor "c-forward" in plain C: a model that answers through another one, whatever flavor that is of.
//
// Its entry in the MLmodel has `folder`, absolute or relative to the model's own (none: its own), and `flavor` (none: the
// host's choice).
#include "flavor.h"
#include "flavor/access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FORWARD_KEY
#define FORWARD_KEY "c-forward"
#endif
#ifndef FORWARD_CONCURRENCY
#define FORWARD_CONCURRENCY "serial"
#endif

static const char descriptor[] =
    "{\"id\": \"" FORWARD_KEY "\", \"version\": \"1.0.0\", \"header\": 1, \"summary\": \"Answers through another model.\","
    " \"claims\": [{\"key\": \"" FORWARD_KEY "\", \"where\": {}, \"priority\": 10}],"
    " \"formats\": {\"mlflow-model\": {\"anyOf\": [[\"MLmodel\"]], \"save\": true, \"inPlace\": false, \"export\": false}},"
    " \"tasks\": [], \"parameters\": ["
    "{\"name\": \"own_sink\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Takes each result and hands it on.\"},"
    "{\"name\": \"rejects\", \"type\": \"long\", \"default\": 0, \"summary\": \"Answers to stop after their first piece.\"},"
    "{\"name\": \"describes\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Emits what is told of the model.\"},"
    "{\"name\": \"words\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Tells a failure in words of its own.\"},"
    "{\"name\": \"nonsense\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Sends a parameter that none has.\"},"
    "{\"name\": \"pause\", \"type\": \"double\", \"default\": null, \"summary\": \"Passed on.\"}],"
    " \"options\": [{\"name\": \"lazy\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Opens in each prediction.\"}],"
    " \"concurrency\": \"" FORWARD_CONCURRENCY "\", \"requires\": [\"" FLAVOR_HOST_MODELS_ABILITY "\"]}";

typedef struct forward {
    char folder[4096], flavor[128];
    flavor_host_model *inner;
} forward;

static const flavor_host *host_of(const flavor_plugin *plugin) {
    return (const flavor_host *)flavor_plugin_context(plugin);
}

/// The table is there: the host refuses the plug-in otherwise.
static const flavor_host_models *models_of(const flavor_plugin *plugin) {
    return (const flavor_host_models *)flavor_host_ability(host_of(plugin), FLAVOR_HOST_MODELS_ABILITY);
}

static flavor_status fail(const flavor_plugin *plugin, const flavor_call *call, flavor_status code, const char *text) {
    return flavor_host_fail(host_of(plugin), call, code, flavor_text(text), flavor_text(""));
}

static const flavor_value *find(const flavor_value *map, const char *name) {
    if (!map || map->kind != FLAVOR_KIND_MAP) return NULL;
    for (uint64_t index = 0; index < map->as.map.count; index++) {
        const flavor_entry *entry = &map->as.map.entries[index];
        if (entry->name.size == strlen(name) && memcmp(entry->name.data, name, entry->name.size) == 0)
            return &entry->value;
    }
    return NULL;
}

static int is_true(const flavor_value *map, const char *name) {
    const flavor_value *value = find(map, name);
    return value && value->kind == FLAVOR_KIND_BOOL && value->as.boolean != 0;
}

static flavor_string text_of(const flavor_value *map, const char *name) {
    const flavor_value *value = find(map, name);
    return value && value->kind == FLAVOR_KIND_STRING ? value->as.string : flavor_text("");
}

static flavor_value map_of(const flavor_entry *entries, uint64_t count) {
    flavor_value value;
    memset(&value, 0, sizeof value);
    value.kind = FLAVOR_KIND_MAP;
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}

static flavor_status open_inner(const flavor_plugin *plugin, const flavor_call *call, const forward *model,
                                flavor_host_model **inner) {
    flavor_open_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = (uint32_t)sizeof request;
    request.folder = flavor_text(model->folder);
    request.flavor = flavor_text(model->flavor);
    const flavor_host_models *models = models_of(plugin);
    return models->open(models->context, call, &request, inner);
}

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **model) {
    const flavor_value *entry = find(flavor_load_request_flavors(request), FORWARD_KEY);
    flavor_string own = flavor_load_request_folder(request), name = text_of(entry, "folder");
    flavor_string flavor = text_of(entry, "flavor");
    forward *loaded = calloc(1, sizeof *loaded);
    if (!loaded) return fail(plugin, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for a model");
    int is_absolute = name.size > 0 && name.data[0] == '/';
    snprintf(loaded->folder, sizeof loaded->folder, "%.*s%s%.*s", is_absolute ? 0 : (int)own.size, own.data,
             is_absolute || name.size == 0 ? "" : "/", (int)name.size, name.data);
    snprintf(loaded->flavor, sizeof loaded->flavor, "%.*s", (int)flavor.size, flavor.data);
    if (!is_true(flavor_load_request_options(request), "lazy")) {
        flavor_status status = open_inner(plugin, call, loaded, &loaded->inner);
        if (status != FLAVOR_OK) {
            free(loaded);
            return status;
        }
    }
    *model = (flavor_model *)loaded;
    return FLAVOR_OK;
}

static void unload(const flavor_plugin *plugin, flavor_model *opaque) {
    forward *model = (forward *)opaque;
    const flavor_host_models *models = models_of(plugin);
    if (model->inner) models->close(models->context, model->inner);
    free(model);
}

/// A sink of this plug-in's: hands on what it gets, or stops at once.
static int32_t hand_on(const flavor_sink *sink, const flavor_value *value, const flavor_value *info) {
    return flavor_sink_emit((const flavor_sink *)sink->context, value, info);
}

static int32_t reject(const flavor_sink *sink, const flavor_value *value, const flavor_value *info) {
    (void)sink, (void)value, (void)info;
    return FLAVOR_EMIT_STOP;
}

/// Keeps the message of a failure.
static int32_t keep_message(const flavor_sink *sink, const flavor_value *value, const flavor_value *info) {
    flavor_string message = text_of(value, "message");
    (void)info;
    snprintf((char *)sink->context, 512, "c-forward was refused: %.*s", (int)message.size, message.data);
    return FLAVOR_EMIT_CONTINUE;
}

static flavor_sink make_sink(int32_t mode, const void *context,
                             int32_t (*emit)(const flavor_sink *, const flavor_value *, const flavor_value *)) {
    flavor_sink sink;
    memset(&sink, 0, sizeof sink);
    sink.struct_size = (uint32_t)sizeof sink;
    sink.mode = mode;
    sink.context = (void *)(uintptr_t)context;
    sink.emit = emit;
    return sink;
}

static flavor_status ask(const flavor_plugin *plugin, flavor_host_model *inner, const flavor_call *call,
                         const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    const flavor_host_models *models = models_of(plugin);
    if (is_true(params, "describes")) return models->describe(models->context, inner, call, sink);
    flavor_entry passed[2];
    uint64_t count = 0;
    const flavor_value *pause = find(params, "pause");
    if (pause) passed[count++] = (flavor_entry){flavor_text("pause"), *pause};
    if (is_true(params, "nonsense")) passed[count++] = (flavor_entry){flavor_text("nonsense"), map_of(NULL, 0)};
    flavor_value parameters = map_of(passed, count);
    const flavor_value *rejects = find(params, "rejects");
    for (int64_t index = 0; rejects && index < rejects->as.int64; index++) {
        flavor_sink rejecting = make_sink(FLAVOR_SINK_STREAM, NULL, reject);
        flavor_status status = models->predict(models->context, inner, call, input, &parameters, &rejecting);
        if (status != FLAVOR_OK) return status;
    }
    flavor_sink own = make_sink(flavor_sink_mode(sink), sink, hand_on);
    return models->predict(models->context, inner, call, input, &parameters,
                           is_true(params, "own_sink") ? &own : sink);
}

static flavor_status predict(const flavor_plugin *plugin, flavor_model *opaque, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    const flavor_host_models *models = models_of(plugin);
    const forward *model = (const forward *)opaque;
    flavor_host_model *inner = model->inner;
    if (!inner) {
        flavor_status status = open_inner(plugin, call, model, &inner);
        if (status != FLAVOR_OK) return status;
    }
    flavor_status status = ask(plugin, inner, call, input, params, sink);
    if (!model->inner) models->close(models->context, inner);
    if (status == FLAVOR_OK || !is_true(params, "words")) return status;
    char message[512] = "c-forward was refused without a reason";
    flavor_sink keeping = make_sink(FLAVOR_SINK_UNARY, message, keep_message);
    models->failure(models->context, call, &keeping);
    return fail(plugin, call, status, message);
}

/// Saves by asking the source for what the host knows of it: the answer names the flavor that would answer.
static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    forward model;
    memset(&model, 0, sizeof model);
    flavor_string source = flavor_save_request_source(request);
    snprintf(model.folder, sizeof model.folder, "%.*s", (int)source.size, source.data);
    flavor_host_model *inner;
    flavor_status status = open_inner(plugin, call, &model, &inner);
    if (status != FLAVOR_OK) return status;
    models_of(plugin)->close(models_of(plugin)->context, inner);
    flavor_value folder;
    memset(&folder, 0, sizeof folder);
    folder.kind = FLAVOR_KIND_STRING;
    folder.as.string = source;
    flavor_entry name = {flavor_text("folder"), folder};
    flavor_entry key = {flavor_text(FORWARD_KEY), map_of(&name, 1)};
    flavor_entry flavors = {flavor_text("flavors"), map_of(&key, 1)};
    flavor_value answer = map_of(&flavors, 1);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

FLAVOR_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    flavor_plugin *table = calloc(1, sizeof *table);
    if (!table)
        return flavor_host_fail(host, NULL, FLAVOR_RESOURCE_EXHAUSTED, flavor_text("no memory for the plug-in's table"),
                                flavor_text(""));
    table->struct_size = (uint32_t)sizeof *table;
    table->header_version = FLAVOR_HEADER_VERSION;
    table->context = (void *)(uintptr_t)host;
    table->descriptor = flavor_text(descriptor);
    table->save = save;
    table->load = load;
    table->unload = unload;
    table->predict = predict;
    *plugin = table;
    return FLAVOR_OK;
}
