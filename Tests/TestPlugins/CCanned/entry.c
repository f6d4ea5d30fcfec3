// The entry, the table, and models as they are saved, loaded and described.
#include "canned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef CANNED_CONCURRENCY
#define CANNED_CONCURRENCY "serial-per-model"
#endif

static const char descriptor[] =
    "{\"id\": \"" CANNED_KEY "\", \"version\": \"1.0.0\", \"header\": 1, \"summary\": \"Answers that are written down.\","
    " \"claims\": [{\"key\": \"" CANNED_KEY "\", \"where\": {}, \"priority\": 0}],"
    " \"formats\": {\"canned\": {\"anyOf\": [[\"" CANNED_FILE "\"]], \"save\": true, \"inPlace\": true, \"export\": false}},"
    " \"tasks\": [\"text-generation\"],"
    " \"parameters\": ["
    "{\"name\": \"max_new_tokens\", \"type\": \"long\", \"default\": null, \"summary\": \"How many characters at most.\"},"
    "{\"name\": \"do_sample\", \"type\": \"boolean\", \"default\": false, \"summary\": \"Only false.\"},"
    "{\"name\": \"stop_strings\", \"type\": \"string|[string]\", \"default\": null, \"summary\": \"What ends the answer.\"},"
    "{\"name\": \"include_stop_str_in_output\", \"type\": \"boolean\", \"default\": true, \"summary\": \"Whether to keep it.\"},"
    "{\"name\": \"return_full_text\", \"type\": \"boolean\", \"default\": true, \"summary\": \"Whether the prompt comes first.\"},"
    "{\"name\": \"add_special_tokens\", \"type\": \"boolean\", \"default\": true, \"summary\": \"There are none.\"},"
    "{\"name\": \"pause\", \"type\": \"double\", \"default\": 0.0, \"summary\": \"Seconds before each character.\"}],"
    " \"options\": [], \"concurrency\": \"" CANNED_CONCURRENCY "\", \"requires\": []}";

/// The line break of an answer is written as two characters.
static void break_lines(flavor_string *answer, char *data) {
    uint64_t size = 0;
    for (uint64_t index = 0; index < answer->size; index++) {
        int is_break = index + 1 < answer->size && data[index] == '\\' && data[index + 1] == 'n';
        data[size++] = is_break ? '\n' : data[index];
        index += (uint64_t)is_break;
    }
    answer->size = size;
}

static flavor_status read_model(const flavor_host *host, const flavor_call *call, flavor_string folder,
                                canned_model *model) {
    static const char arrow[] = " => ";
    if (!canned_read(folder, CANNED_FILE, &model->file))
        return canned_fail(host, call, FLAVOR_NOT_FOUND, CANNED_FILE " cannot be opened");
    canned_read(folder, CANNED_TEMPLATE, &model->template);
    char *line = model->file.data, *end = line + model->file.size;
    while (line < end && model->count < CANNED_MAX_LINES) {
        char *next = memchr(line, '\n', (size_t)(end - line));
        if (!next) next = end;
        flavor_string whole = {line, (uint64_t)(next - line)};
        flavor_string separator = {arrow, sizeof arrow - 1};
        const char *place = canned_last(whole, separator);
        if (!place)
            return canned_fail(host, call, FLAVOR_DATA_LOSS, CANNED_FILE ", line %zu: expected ASKED => ANSWER",
                               model->count + 1);
        char *answer = line + (place - line) + separator.size;
        model->lines[model->count].asked = (flavor_string){line, (uint64_t)(place - line)};
        model->lines[model->count].answer = (flavor_string){answer, (uint64_t)(next - answer)};
        break_lines(&model->lines[model->count].answer, answer);
        model->count++;
        line = next + 1;
    }
    return FLAVOR_OK;
}

static void unload(const flavor_plugin *plugin, flavor_model *opaque) {
    canned_model *model = (canned_model *)opaque;
    (void)plugin;
    free(model->file.data);
    free(model->template.data);
    free(model);
}

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **model) {
    canned_model *loaded = calloc(1, sizeof *loaded);
    if (!loaded) return canned_fail(canned_host(plugin), call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for a model");
    flavor_status status = read_model(canned_host(plugin), call, flavor_load_request_folder(request), loaded);
    if (status != FLAVOR_OK) {
        unload(plugin, (flavor_model *)loaded);
        return status;
    }
    const flavor_value *pause = canned_find(canned_find(flavor_load_request_flavors(request), CANNED_KEY), "pause");
    if (pause && pause->kind == FLAVOR_KIND_DOUBLE) loaded->pause = pause->as.float64;
    *model = (flavor_model *)loaded;
    return FLAVOR_OK;
}

static int copy(flavor_string source, flavor_string folder, const char *name) {
    canned_text text = {NULL, 0};
    char path[4096];
    if (!canned_read(source, name, &text)) return 1;
    snprintf(path, sizeof path, "%.*s/%s", (int)folder.size, folder.data, name);
    FILE *file = fopen(path, "wb");
    int is_written = file && fwrite(text.data, 1, text.size, file) == text.size;
    if (file && fclose(file) != 0) is_written = 0;
    free(text.data);
    return is_written;
}

flavor_status canned_save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    flavor_string source = flavor_save_request_source(request), folder = flavor_save_request_folder(request);
    if (flavor_save_request_mode(request) == FLAVOR_SAVE_COPY &&
        (!copy(source, folder, CANNED_FILE) || !copy(source, folder, CANNED_TEMPLATE)))
        return canned_fail(canned_host(plugin), call, FLAVOR_UNKNOWN, "the answers cannot be written");
    flavor_entry data = {flavor_text("data"), canned_string(flavor_text(CANNED_FILE))};
    flavor_entry key = {flavor_text(CANNED_KEY), canned_map(&data, 1)};
    flavor_entry flavors = {flavor_text("flavors"), canned_map(&key, 1)};
    flavor_value answer = canned_map(&flavors, 1);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

flavor_status canned_describe(const flavor_plugin *plugin, flavor_model *opaque, const flavor_call *call,
                              const flavor_sink *sink) {
    const canned_model *model = (const canned_model *)opaque;
    flavor_string template = {model->template.data, model->template.size};
    flavor_entry end = {flavor_text("eos_token"), canned_string(flavor_text("</s>"))};
    flavor_entry entries[] = {
        {flavor_text("chat_template"), template.data ? canned_string(template) : canned_null()},
        {flavor_text("special_tokens"), canned_map(&end, 1)},
        {flavor_text("context_length"), canned_int(CANNED_CONTEXT)},
    };
    flavor_value answer = canned_map(entries, sizeof entries / sizeof *entries);
    (void)plugin, (void)call;
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

static const void *ability(const flavor_plugin *plugin, const char *id) {
    static const flavor_describe describe = {.struct_size = sizeof describe, .describe = canned_describe};
    (void)plugin;
    return strcmp(id, FLAVOR_DESCRIBE_ABILITY) == 0 ? &describe : NULL;
}

FLAVOR_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    flavor_plugin *table = calloc(1, sizeof *table);
    if (!table) return canned_fail(host, NULL, FLAVOR_RESOURCE_EXHAUSTED, "no memory for the plug-in's table");
    table->struct_size = (uint32_t)sizeof *table;
    table->header_version = FLAVOR_HEADER_VERSION;
    table->context = (void *)host;
    table->descriptor = flavor_text(descriptor);
    table->save = canned_save;
    table->load = load;
    table->unload = unload;
    table->predict = canned_predict;
    table->ability = ability;
    *plugin = table;
    return FLAVOR_OK;
}
