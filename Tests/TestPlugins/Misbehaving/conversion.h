/// A flavor that converts as it must: what it loads it exports as the format "parts", which is one file part.txt, and it
/// saves from that format.
///
/// Each file beside this one takes its tables and spoils one thing.
#ifndef CONVERSION_H
#define CONVERSION_H

#define _DEFAULT_SOURCE

#include "plain.h"
#include "flavor/make.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONVERSION_PART "part.txt"

#define CONVERSION_DESCRIPTOR(id) \
    "{\"id\": \"" id "\", \"version\": \"1.0.0\", \"summary\": \"For the tests of the host.\"," \
    " \"claims\": [{\"key\": \"" id "\"}]," \
    " \"formats\": {\"parts\": {\"anyOf\": [[\"" CONVERSION_PART "\"]], \"save\": true, \"inPlace\": false," \
    " \"export\": true}}}"

/// What a reader may find behind a table that says it is longer than the header's.
#define CONVERSION_ROOM 64

static const char *conversion_id = "";
static struct { flavor_plan table; char room[CONVERSION_ROOM]; } conversion_plan;
static struct { flavor_export table; char room[CONVERSION_ROOM]; } conversion_export;

static inline flavor_value conversion_integer(int64_t number) {
    flavor_value value = plain_value(FLAVOR_KIND_INT64);
    value.as.int64 = number;
    return value;
}

static inline flavor_value conversion_list(const flavor_value *items, uint64_t count) {
    flavor_value value = plain_value(FLAVOR_KIND_LIST);
    value.as.list.items = items;
    value.as.list.count = count;
    return value;
}

static inline flavor_status conversion_emit_plan(const flavor_sink *sink, flavor_value fidelity, flavor_value loses,
                                                 flavor_value bytes) {
    flavor_entry entries[] = {
        {flavor_text("fidelity"), fidelity}, {flavor_text("loses"), loses}, {flavor_text("bytes"), bytes}};
    return plain_emit(sink, plain_map(entries, 3));
}

static inline flavor_status conversion_emit_folder(const flavor_sink *sink, flavor_value folder) {
    flavor_entry entry = {flavor_text("folder"), folder};
    return plain_emit(sink, plain_map(&entry, 1));
}

/// The path of a name in a folder, until the next call.
static inline const char *conversion_path(flavor_string folder, const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%.*s/%s", (int)folder.size, folder.data, name);
    return path;
}

static inline void conversion_write(flavor_string folder, const char *name) {
    FILE *file = fopen(conversion_path(folder, name), "w");
    if (!file) return;
    fputs("a part\n", file);
    fclose(file);
}

/// Sleeps for a tenth of a second.
static inline void conversion_sleep(void) {
    struct timespec time = {0, 100000000};
    nanosleep(&time, NULL);
}

static inline flavor_status conversion_plan_save(const flavor_plugin *plugin, const flavor_call *call,
                                                 const flavor_save_request *request, const flavor_sink *sink) {
    (void)plugin, (void)call, (void)request;
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(7));
}

static inline flavor_status conversion_plan_export(const flavor_plugin *plugin, const flavor_call *call,
                                                   const flavor_export_request *request, const flavor_sink *sink) {
    (void)plugin, (void)call, (void)request;
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(7));
}

static inline flavor_status conversion_export_model(const flavor_plugin *plugin, const flavor_call *call,
                                                    const flavor_export_request *request, const flavor_sink *sink) {
    (void)plugin, (void)call;
    conversion_write(flavor_export_request_folder(request), CONVERSION_PART);
    return conversion_emit_folder(sink, plain_value(FLAVOR_KIND_NULL));
}

static inline flavor_status conversion_emit_saved(const flavor_sink *sink) {
    flavor_entry key = {flavor_text(conversion_id), plain_map(NULL, 0)};
    flavor_entry flavors = {flavor_text("flavors"), plain_map(&key, 1)};
    return plain_emit(sink, plain_map(&flavors, 1));
}

/// Copies the part, whose text becomes the model's.
static inline flavor_status conversion_save(const flavor_plugin *plugin, const flavor_call *call,
                                            const flavor_save_request *request, const flavor_sink *sink) {
    FILE *part = fopen(conversion_path(flavor_save_request_source(request), CONVERSION_PART), "r");
    char text[64] = "";
    int is_read = part && fgets(text, sizeof text, part);
    if (part) fclose(part);
    if (!is_read)
        return flavor_host_fail(plain_host(plugin), call, FLAVOR_NOT_FOUND, flavor_text("there is no part.txt to read"),
                                flavor_text(""));
    conversion_write(flavor_save_request_folder(request), CONVERSION_PART);
    return conversion_emit_saved(sink);
}

static inline const void *conversion_ability(const flavor_plugin *plugin, const char *id) {
    (void)plugin;
    if (strcmp(id, FLAVOR_PLAN_ABILITY) == 0) return &conversion_plan;
    if (strcmp(id, FLAVOR_EXPORT_ABILITY) == 0) return &conversion_export;
    return NULL;
}

static inline void conversion_prepare(flavor_plugin *table, const char *id, const char *descriptor) {
    conversion_id = id;
    memset(conversion_plan.room, 0xA5, CONVERSION_ROOM);
    memset(conversion_export.room, 0xA5, CONVERSION_ROOM);
    flavor_plan_make(&conversion_plan, conversion_plan_save);
    flavor_export_make(&conversion_export, conversion_plan_export, conversion_export_model);
    table->descriptor = flavor_text(descriptor);
    table->save = conversion_save;
    table->ability = conversion_ability;
}

/// The entry of a flavor that spoils its tables alone, with statements on `table`, `plan` and `export`.
#define CONVERSION_ENTRY(id, ...) \
    static inline void conversion_spoil(flavor_plugin *table, flavor_plan *plan, flavor_export *export) { \
        (void)table, (void)plan, (void)export; \
        __VA_ARGS__; \
    } \
    PLAIN_ENTRY(id, { \
        conversion_prepare(table, id, CONVERSION_DESCRIPTOR(id)); \
        conversion_spoil(table, &conversion_plan.table, &conversion_export.table); \
    })

#define CONVERSION_UNUSED (void)plugin, (void)call, (void)request, (void)sink

/// A flavor that answers both kinds of plans with a body that has `plugin`, `call` and `sink`.
#define PLAN_ENTRY(id, ...) \
    static flavor_status plan_with(const flavor_plugin *plugin, const flavor_call *call, const flavor_sink *sink) { \
        (void)plugin, (void)call, (void)sink; \
        __VA_ARGS__ \
    } \
    static flavor_status plan_save(const flavor_plugin *plugin, const flavor_call *call, \
                                   const flavor_save_request *request, const flavor_sink *sink) { \
        (void)request; \
        return plan_with(plugin, call, sink); \
    } \
    static flavor_status plan_export(const flavor_plugin *plugin, const flavor_call *call, \
                                     const flavor_export_request *request, const flavor_sink *sink) { \
        (void)request; \
        return plan_with(plugin, call, sink); \
    } \
    CONVERSION_ENTRY(id, { \
        plan->plan_save = plan_save; \
        export->plan_export = plan_export; \
    })

/// A flavor that exports with a body that has `folder` besides what the function is given.
#define EXPORT_ENTRY(id, ...) \
    static flavor_status export_model(const flavor_plugin *plugin, const flavor_call *call, \
                                      const flavor_export_request *request, const flavor_sink *sink) { \
        flavor_string folder = flavor_export_request_folder(request); \
        (void)folder, CONVERSION_UNUSED; \
        __VA_ARGS__ \
    } \
    CONVERSION_ENTRY(id, export->export_model = export_model)

/// A flavor that saves with a body that has `folder` besides what the function is given.
#define SAVE_ENTRY(id, ...) \
    static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, \
                              const flavor_save_request *request, const flavor_sink *sink) { \
        flavor_string folder = flavor_save_request_folder(request); \
        (void)folder, CONVERSION_UNUSED; \
        __VA_ARGS__ \
    } \
    CONVERSION_ENTRY(id, table->save = save)

#define NO_FOLDER plain_value(FLAVOR_KIND_NULL)

#endif
