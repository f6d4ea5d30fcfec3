// A host in plain C: opens plug-ins in the order given and has each predict many times, in turn.
//
//     minihost whole|short-table|short-structs ROUNDS LIBRARY...
//
// Every library must be the flavor that turns texts around. Built against another revision of the header, this program
// is a host of that revision. With "short-structs" it gives each call and request no more than an early revision would
// have, with "short-table" a table that lacks its last function.
#include "minihost.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct loaded {
    const flavor_plugin *plugin;
    flavor_model *model;
    char key[128];
} loaded;

/// Whether to give no more than an early revision would.
static int is_short;

/// Has a struct say that it ends at a size, and puts junk where it ended before.
static void shorten(void *memory, size_t size, size_t whole) {
    uint32_t told = (uint32_t)size;
    memcpy(memory, &told, sizeof told);
    memset((char *)memory + size, 0xA5, whole - size);
}

static flavor_value text_value(flavor_string text) {
    flavor_value value;
    memset(&value, 0, sizeof value);
    value.kind = FLAVOR_KIND_STRING;
    value.as.string = text;
    return value;
}

static flavor_value map_value(const flavor_entry *entries, uint64_t count) {
    flavor_value value;
    memset(&value, 0, sizeof value);
    value.kind = FLAVOR_KIND_MAP;
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}

/// Cuts the id out of a descriptor, which is also the flavor's key.
static void read_id(flavor_string descriptor, char *id, size_t size) {
    char *text = calloc(descriptor.size + 1, 1);
    memcpy(text, descriptor.data, descriptor.size);
    char *start = strstr(text, "\"id\":\"");
    if (!start) minihost_stop("the descriptor has no id: %s", text);
    start += strlen("\"id\":\"");
    snprintf(id, size, "%.*s", (int)strcspn(start, "\""), start);
    free(text);
}

static loaded open_flavor(const flavor_host *host, const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) minihost_stop("%s", dlerror());
    void *entry = dlsym(library, "flavor_plugin_v1");
    if (!entry) minihost_stop("%s has no entry", path);
    loaded flavor = {0};
    if (flavor_plugin_call_entry(entry, host, &flavor.plugin) != FLAVOR_OK)
        minihost_stop("%s: the entry failed: %s", path, minihost_failure());
    if (!flavor_plugin_is_complete(flavor.plugin)) minihost_stop("%s has an incomplete table", path);
    read_id(flavor_plugin_descriptor(flavor.plugin), flavor.key, sizeof flavor.key);
    return flavor;
}

static void load(loaded *flavor, const flavor_call *call) {
    flavor_entry unit = {flavor_text("unit"), text_value(flavor_text("characters"))};
    flavor_entry key = {flavor_text(flavor->key), map_value(&unit, 1)};
    flavor_value flavors = map_value(&key, 1);
    flavor_value options = map_value(NULL, 0);
    void *memory = minihost_guarded(flavor_load_request_size());
    const flavor_load_request *request = flavor_load_request_make(memory, flavor_text("/"), flavor_text(flavor->key),
                                                                  &flavors, NULL, &options);
    if (is_short) shorten(memory, offsetof(flavor_load_request, metadata), sizeof *request);
    if (flavor_plugin_call_load(flavor->plugin, call, request, &flavor->model) != FLAVOR_OK)
        minihost_stop("%s did not load: %s", flavor->key, minihost_failure());
    minihost_free_guarded(memory);
}

/// Has a text turned around, in both modes of the sink, and compares.
static void predict(const loaded *flavor, const flavor_call *call, unsigned round) {
    char text[64];
    char expected[64];
    snprintf(text, sizeof text, "round %u of %s", round, flavor->key);
    size_t size = strlen(text);
    for (size_t index = 0; index < size; index++) expected[index] = text[size - 1 - index];
    flavor_value input = text_value(flavor_text(text));
    flavor_value params = map_value(NULL, 0);
    int32_t mode = round % 2 ? FLAVOR_SINK_STREAM : FLAVOR_SINK_UNARY;
    collected collected = {{0}, 0, 0};
    void *memory = minihost_guarded(flavor_sink_size());
    const flavor_sink *sink = flavor_sink_make(memory, &collected, mode, minihost_collect);
    flavor_status status = flavor_plugin_call_predict(flavor->plugin, flavor->model, call, &input, &params, sink);
    if (status != FLAVOR_OK) minihost_stop("%s did not predict: %s", flavor->key, minihost_failure());
    if (collected.size != size || memcmp(collected.text, expected, size) != 0)
        minihost_stop("%s answered \"%.*s\" to \"%s\"", flavor->key, (int)collected.size, collected.text, text);
    if (mode == FLAVOR_SINK_UNARY && collected.count != 1) minihost_stop("%u answers to one call", collected.count);
    minihost_free_guarded(memory);
}

int main(int count, char **arguments) {
    enum { FIRST_LIBRARY = 3, MOST = 8 };
    if (count <= FIRST_LIBRARY || count > FIRST_LIBRARY + MOST) minihost_stop("usage: minihost MODE ROUNDS LIBRARY...");
    unsigned rounds = (unsigned)strtoul(arguments[2], NULL, 10);
    is_short = strcmp(arguments[1], "short-structs") == 0;
    loaded flavors[MOST];
    int flavor_count = count - FIRST_LIBRARY;
    const flavor_host *host = minihost_table();
    if (strcmp(arguments[1], "short-table") == 0) shorten((void *)host, offsetof(flavor_host, ability), sizeof *host);
    void *memory = minihost_guarded(flavor_call_size());
    const flavor_call *call = flavor_call_make(memory, NULL, 1, FLAVOR_NO_DEADLINE, NULL, NULL, NULL, NULL);
    if (is_short) shorten(memory, offsetof(flavor_call, context), sizeof *call);
    for (int index = 0; index < flavor_count; index++)
        flavors[index] = open_flavor(host, arguments[FIRST_LIBRARY + index]);
    for (unsigned round = 0; round < rounds; round++)
        for (int index = 0; index < flavor_count; index++) {
            // Now and then anew, so that tables and models of both revisions are made after each other.
            if (round % 16 == 0) {
                if (round > 0) flavor_plugin_call_unload(flavors[index].plugin, flavors[index].model);
                if (round % 64 == 0) flavors[index] = open_flavor(host, arguments[FIRST_LIBRARY + index]);
                load(&flavors[index], call);
            }
            predict(&flavors[index], call, round);
        }
    minihost_free_guarded(memory);
    printf("%d flavors, %u rounds, structs of %u bytes\n", flavor_count, rounds, (unsigned)sizeof(flavor_host));
    return 0;
}
