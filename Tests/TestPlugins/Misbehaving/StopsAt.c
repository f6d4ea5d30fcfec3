// Goes no further at one point of a conversion. The environment says where, how, and which file tells that it is there:
//   FLAVOR_STOPS_AT    plan-export, trial (the export into a folder for planning), plan-save, export, save, load, load-result
//                      or predict
//   FLAVOR_STOPS_HOW   "fails", or "waits" until it is told to stop, or "deaf": the same for a minute, told or not
//   FLAVOR_STOPS_MARK  the file to make
#include "conversion.h"

#include <stdlib.h>

static int is_here(const char *point) {
    const char *at = getenv("FLAVOR_STOPS_AT");
    return at && strcmp(at, point) == 0;
}

static flavor_status stop(const flavor_plugin *plugin, const flavor_call *call, const char *point) {
    if (!is_here(point)) return FLAVOR_OK;
    const char *how = getenv("FLAVOR_STOPS_HOW"), *mark = getenv("FLAVOR_STOPS_MARK");
    if (!how || !mark) return FLAVOR_INTERNAL;
    FILE *file = fopen(mark, "w");
    if (file) fclose(file);
    if (strcmp(how, "fails") == 0)
        return flavor_host_fail(plain_host(plugin), call, FLAVOR_DATA_LOSS, flavor_text("it goes no further"),
                                flavor_text(""));
    for (int step = 0; step < 600; step++) {
        if (strcmp(how, "waits") == 0 && flavor_call_cancelled(call)) return FLAVOR_CANCELLED;
        conversion_sleep();
    }
    return FLAVOR_DEADLINE_EXCEEDED;
}

static int has(flavor_string text, const char *part) {
    size_t size = strlen(part);
    for (uint64_t start = 0; start + size <= text.size; start++)
        if (memcmp(text.data + start, part, size) == 0) return 1;
    return 0;
}

static flavor_status plan_export(const flavor_plugin *plugin, const flavor_call *call,
                                 const flavor_export_request *request, const flavor_sink *sink) {
    (void)request;
    flavor_status status = stop(plugin, call, "plan-export");
    if (status != FLAVOR_OK) return status;
    // What writes nothing is exported for planning too.
    int is_tried = is_here("trial") || is_here("plan-save");
    return conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(is_tried ? 0 : 7));
}

static flavor_status export_model(const flavor_plugin *plugin, const flavor_call *call,
                                  const flavor_export_request *request, const flavor_sink *sink) {
    conversion_write(flavor_export_request_folder(request), CONVERSION_PART);
    int is_trial = has(flavor_export_request_folder(request), ".flavor-plan.partial-");
    flavor_status status = stop(plugin, call, is_trial ? "trial" : "export");
    return status != FLAVOR_OK ? status : conversion_emit_folder(sink, NO_FOLDER);
}

static flavor_status plan_save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                               const flavor_sink *sink) {
    (void)request;
    flavor_status status = stop(plugin, call, "plan-save");
    return status != FLAVOR_OK
        ? status
        : conversion_emit_plan(sink, plain_text("exact"), conversion_list(NULL, 0), conversion_integer(7));
}

static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    conversion_write(flavor_save_request_folder(request), "first.txt");
    flavor_status status = stop(plugin, call, "save");
    return status != FLAVOR_OK ? status : conversion_save(plugin, call, request, sink);
}

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **model) {
    int is_result = has(flavor_load_request_folder(request), ".partial-");
    flavor_status status = stop(plugin, call, is_result ? "load-result" : "load");
    return status != FLAVOR_OK ? status : plain_load(plugin, call, request, model);
}

PLAIN_PREDICT {
    flavor_status status = stop(plugin, call, "predict");
    return status != FLAVOR_OK ? status : plain_predict(plugin, model, call, input, params, sink);
}

CONVERSION_ENTRY("stops-at", {
    table->save = save;
    table->load = load;
    table->predict = predict;
    plan->plan_save = plan_save;
    export->plan_export = plan_export;
    export->export_model = export_model;
})
