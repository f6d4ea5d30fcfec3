// The entry, the table, and what the other files share.
#include "linear.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char descriptor[] =
    "{\"id\": \"" LINEAR_KEY "\", \"version\": \"1.0.0\", \"header\": 1,"
    " \"summary\": \"Linear models whose coefficients are a text file.\","
    " \"claims\": [{\"key\": \"" LINEAR_KEY "\", \"where\": {}, \"priority\": 0}],"
    " \"formats\": {\"linear-text\": {\"anyOf\": [[\"" LINEAR_FILE "\"]], \"save\": true, \"inPlace\": true,"
    " \"export\": false}},"
    " \"tasks\": [\"regression\"],"
    " \"parameters\": [{\"name\": \"offset\", \"type\": \"double\", \"default\": 0.0,"
    " \"summary\": \"Added to every prediction.\"},"
    " {\"name\": \"pause\", \"type\": \"double\", \"default\": 0.0,"
    " \"summary\": \"Seconds to wait before each row.\"}],"
    " \"options\": [{\"name\": \"scale\", \"type\": \"double\", \"default\": 1.0,"
    " \"summary\": \"Multiplies intercept and coefficients.\"}],"
    " \"concurrency\": \"reentrant\", \"requires\": []}";

flavor_status linear_fail(const flavor_host *host, const flavor_call *call, flavor_status code, const char *format,
                          ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return flavor_host_fail(host, call, code, flavor_text(message), flavor_text(""));
}

int linear_join(flavor_string folder, flavor_string name, char *path, size_t size) {
    int is_absolute = name.size > 0 && name.data[0] == '/';
    uint64_t start = is_absolute ? 0 : folder.size;
    if (start >= size || name.size >= size || start + name.size + 2 > size) return 0;
    if (start > 0) {
        memcpy(path, folder.data, start);
        path[start++] = '/';
    }
    if (name.size > 0) memcpy(path + start, name.data, name.size);
    path[start + name.size] = 0;
    return 1;
}

const flavor_value *linear_find(const flavor_value *map, const char *name) {
    if (!map || map->kind != FLAVOR_KIND_MAP) return NULL;
    for (uint64_t index = 0; index < map->as.map.count; index++) {
        const flavor_entry *entry = &map->as.map.entries[index];
        if (entry->name.size == strlen(name) && memcmp(entry->name.data, name, entry->name.size) == 0)
            return &entry->value;
    }
    return NULL;
}

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **model) {
    const flavor_host *host = linear_host(plugin);
    const flavor_value *flavors = flavor_load_request_flavors(request);
    const flavor_value *data = linear_find(linear_find(flavors, LINEAR_KEY), "data");
    if (!data || data->kind != FLAVOR_KIND_STRING)
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                           "MLmodel: flavors." LINEAR_KEY ".data must be the path of a text file");
    char path[4096];
    if (!linear_join(flavor_load_request_folder(request), data->as.string, path, sizeof path))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "MLmodel: flavors." LINEAR_KEY ".data is too long");
    double scale = 1;
    const flavor_value *option = linear_find(flavor_load_request_options(request), "scale");
    if (option && option->kind == FLAVOR_KIND_DOUBLE) scale = option->as.float64;
    else if (option && option->kind == FLAVOR_KIND_INT64) scale = (double)option->as.int64;
    else if (option && option->kind != FLAVOR_KIND_NULL)
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "option \"scale\": expected a number");

    linear_model *loaded = calloc(1, sizeof *loaded);
    if (!loaded) return linear_fail(host, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for a linear model");
    flavor_status status = linear_read(host, call, path, loaded);
    if (status != FLAVOR_OK) {
        free(loaded);
        return status;
    }
    loaded->intercept *= scale;
    for (uint64_t index = 0; index < loaded->count; index++) loaded->terms[index].coefficient *= scale;
    *model = (flavor_model *)loaded;
    return FLAVOR_OK;
}

static void unload(const flavor_plugin *plugin, flavor_model *model) {
    (void)plugin;
    free(model);
}

__attribute__((visibility("default")))
flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    if (!flavor_host_is_complete(host))
        return linear_fail(host, NULL, FLAVOR_FAILED_PRECONDITION, "the host's table is too short: update the host");
    flavor_plugin *table = calloc(1, sizeof *table);
    if (!table) return linear_fail(host, NULL, FLAVOR_RESOURCE_EXHAUSTED, "no memory for the plug-in's table");
    table->struct_size = (uint32_t)sizeof *table;
    table->header_version = FLAVOR_HEADER_VERSION;
    table->context = (void *)host;
    table->descriptor = flavor_text(descriptor);
    table->save = linear_save;
    table->load = load;
    table->unload = unload;
    table->predict = linear_predict;
    *plugin = table;
    return FLAVOR_OK;
}
