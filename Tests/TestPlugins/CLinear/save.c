// Saving: a copy of the text file, or a reference to it, and the entry for MLmodel.
#include "linear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static flavor_value text_value(const char *text) {
    flavor_value value = {FLAVOR_KIND_STRING, 0, {0}};
    value.as.string = flavor_text(text);
    return value;
}

static flavor_value map_value(const flavor_entry *entries, uint64_t count) {
    flavor_value value = {FLAVOR_KIND_MAP, 0, {0}};
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}

static int copy(const char *from, const char *to) {
    FILE *source = fopen(from, "rb");
    if (!source) return 0;
    FILE *target = fopen(to, "wb");
    if (!target) {
        fclose(source);
        return 0;
    }
    char bytes[4096];
    size_t count;
    int is_whole = 1;
    while ((count = fread(bytes, 1, sizeof bytes, source)) > 0)
        if (fwrite(bytes, 1, count, target) != count) is_whole = 0;
    if (ferror(source)) is_whole = 0;
    fclose(source);
    return fclose(target) == 0 && is_whole;
}

/// Writes the columns as MLflow's schema; the text ends early when it does not fit, which the size answers.
static int schema(const linear_model *model, char *text, size_t size) {
    size_t used = (size_t)snprintf(text, size, "[");
    for (uint64_t index = 0; index < model->count && used < size; index++)
        used += (size_t)snprintf(text + used, size - used,
                                 "%s{\"type\": \"double\", \"name\": \"%s\", \"required\": true}",
                                 index ? ", " : "", model->terms[index].name);
    if (used < size) used += (size_t)snprintf(text + used, size - used, "]");
    return used < size;
}

/// Whether every name can stand in JSON as it is.
static int has_plain_names(const linear_model *model) {
    for (uint64_t index = 0; index < model->count; index++)
        for (const char *c = model->terms[index].name; *c; c++)
            if (*c == '"' || *c == '\\' || (unsigned char)*c < 32) return 0;
    return 1;
}

static flavor_status save(const flavor_host *host, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink, linear_model *model, char *inputs, size_t size) {
    flavor_string file = flavor_text(LINEAR_FILE);
    char source[4096];
    char target[4096];
    if (!linear_join(flavor_save_request_source(request), file, source, sizeof source)
        || !linear_join(flavor_save_request_folder(request), file, target, sizeof target))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "the source's path is longer than 4095 bytes");
    flavor_status status = linear_read(host, call, source, model);
    if (status != FLAVOR_OK) return status;
    if (!has_plain_names(model) || !schema(model, inputs, size))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                           LINEAR_FILE ": names may not hold quotes, backslashes or control characters");

    int32_t mode = flavor_save_request_mode(request);
    int is_reference = mode == FLAVOR_SAVE_REFERENCE;
    if (!is_reference && mode != FLAVOR_SAVE_COPY)
        return linear_fail(host, call, FLAVOR_UNIMPLEMENTED, "a save in the mode %d, which is not known", (int)mode);
    if (!is_reference) {
        flavor_call_progress(call, 0, 1, flavor_text("copying " LINEAR_FILE));
        if (!copy(source, target))
            return linear_fail(host, call, FLAVOR_DATA_LOSS, LINEAR_FILE " could not be copied");
    }
    flavor_entry data = {flavor_text("data"), text_value(is_reference ? source : LINEAR_FILE)};
    flavor_entry key = {flavor_text(LINEAR_KEY), map_value(&data, 1)};
    flavor_entry schemas[] = {
        {flavor_text("inputs"), text_value(inputs)},
        {flavor_text("outputs"), text_value("[{\"type\": \"double\", \"required\": true}]")},
    };
    flavor_entry saved[] = {
        {flavor_text("flavors"), map_value(&key, 1)},
        {flavor_text("signature"), map_value(schemas, 2)},
    };
    flavor_value answer = map_value(saved, 2);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

flavor_status linear_save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    const flavor_host *host = linear_host(plugin);
    size_t size = 32 * 1024;
    linear_model *model = calloc(1, sizeof *model);
    char *inputs = malloc(size);
    flavor_status status = model && inputs
        ? save(host, call, request, sink, model, inputs, size)
        : linear_fail(host, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory to save a linear model");
    free(model);
    free(inputs);
    return status;
}
