// Values, texts and files.
#include "canned.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

flavor_status canned_fail(const flavor_host *host, const flavor_call *call, flavor_status code, const char *format,
                          ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return flavor_host_fail(host, call, code, flavor_text(message), flavor_text(""));
}

int canned_read(flavor_string folder, const char *name, canned_text *text) {
    char path[4096];
    if (folder.size + strlen(name) + 2 > sizeof path) return 0;
    snprintf(path, sizeof path, "%.*s/%s", (int)folder.size, folder.data, name);
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    size_t capacity = 1 << 16;
    text->data = malloc(capacity);
    text->size = text->data ? fread(text->data, 1, capacity, file) : 0;
    fclose(file);
    return text->data != NULL;
}

const flavor_value *canned_find(const flavor_value *map, const char *name) {
    if (!map || map->kind != FLAVOR_KIND_MAP) return NULL;
    for (uint64_t index = 0; index < map->as.map.count; index++) {
        const flavor_entry *entry = &map->as.map.entries[index];
        if (entry->name.size == strlen(name) && memcmp(entry->name.data, name, entry->name.size) == 0)
            return &entry->value;
    }
    return NULL;
}

const char *canned_last(flavor_string text, flavor_string part) {
    if (part.size == 0) return text.data;
    if (part.size > text.size) return NULL;
    for (const char *place = text.data + (text.size - part.size);; place--) {
        if (memcmp(place, part.data, part.size) == 0) return place;
        if (place == text.data) return NULL;
    }
}

static flavor_value of_kind(uint32_t kind) {
    flavor_value value;
    memset(&value, 0, sizeof value);
    value.kind = kind;
    return value;
}

flavor_value canned_null(void) { return of_kind(FLAVOR_KIND_NULL); }

flavor_value canned_int(int64_t number) {
    flavor_value value = of_kind(FLAVOR_KIND_INT64);
    value.as.int64 = number;
    return value;
}

flavor_value canned_string(flavor_string text) {
    flavor_value value = of_kind(FLAVOR_KIND_STRING);
    value.as.string = text;
    return value;
}

flavor_value canned_map(const flavor_entry *entries, uint64_t count) {
    flavor_value value = of_kind(FLAVOR_KIND_MAP);
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}
