// The flavor "c-affine" in plain C: y = slope × column + intercept, all three in its entry of the MLmodel.
//
// It exports its models in a format that neither the host nor a shipped flavor knows: "linear-text", the files of "c-linear".
#include "flavor.h"
#include "flavor/access.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFFINE_KEY "c-affine"

static const char descriptor[] =
    "{\"id\": \"" AFFINE_KEY "\", \"version\": \"1.0.0\", \"summary\": \"Lines of one column.\","
    " \"claims\": [{\"key\": \"" AFFINE_KEY "\"}],"
    " \"formats\": {\"affine-text\": {\"anyOf\": [[\"affine.txt\"]], \"save\": true, \"inPlace\": false, \"export\": false},"
    " \"linear-text\": {\"anyOf\": [], \"save\": false, \"inPlace\": false, \"export\": true}},"
    " \"concurrency\": \"reentrant\"}";

typedef struct affine {
    char column[64];
    double slope, intercept;
} affine;

static const flavor_host *host_of(const flavor_plugin *plugin) {
    return (const flavor_host *)flavor_plugin_context(plugin);
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

static FILE *open_file(flavor_string folder, const char *name, const char *mode) {
    char path[4096];
    if (snprintf(path, sizeof path, "%.*s/%s", (int)folder.size, folder.data, name) >= (int)sizeof path) return NULL;
    return fopen(path, mode);
}

static flavor_value text(const char *characters) {
    flavor_value value = {FLAVOR_KIND_STRING, 0, {0}};
    value.as.string = flavor_text(characters);
    return value;
}

static flavor_value number(double amount) {
    flavor_value value = {FLAVOR_KIND_DOUBLE, 0, {0}};
    value.as.float64 = amount;
    return value;
}

static flavor_value map(const flavor_entry *entries, uint64_t count) {
    flavor_value value = {FLAVOR_KIND_MAP, 0, {0}};
    value.as.map.entries = entries;
    value.as.map.count = count;
    return value;
}

/// Reads a model from its entry; false when that is none.
static int read_entry(const flavor_load_request *request, affine *model) {
    const flavor_value *entry = find(flavor_load_request_flavors(request), AFFINE_KEY);
    const flavor_value *column = find(entry, "column");
    const flavor_value *slope = find(entry, "slope");
    const flavor_value *intercept = find(entry, "intercept");
    if (!column || column->kind != FLAVOR_KIND_STRING || column->as.string.size >= sizeof model->column || !slope
        || slope->kind != FLAVOR_KIND_DOUBLE || !intercept || intercept->kind != FLAVOR_KIND_DOUBLE)
        return 0;
    memset(model, 0, sizeof *model);
    memcpy(model->column, column->as.string.data, column->as.string.size);
    model->slope = slope->as.float64;
    model->intercept = intercept->as.float64;
    return 1;
}

static flavor_status save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink) {
    affine model;
    FILE *file = open_file(flavor_save_request_source(request), "affine.txt", "r");
    int count = file ? fscanf(file, "%63s %lf %lf", model.column, &model.slope, &model.intercept) : 0;
    if (file) fclose(file);
    if (count != 3) return fail(plugin, call, FLAVOR_DATA_LOSS, "affine.txt: expected a name, a slope and an intercept");
    char inputs[256];
    snprintf(inputs, sizeof inputs, "[{\"type\": \"double\", \"name\": \"%s\", \"required\": true}]", model.column);
    flavor_entry configuration[] = {
        {flavor_text("column"), text(model.column)},
        {flavor_text("slope"), number(model.slope)},
        {flavor_text("intercept"), number(model.intercept)},
    };
    flavor_entry key = {flavor_text(AFFINE_KEY), map(configuration, 3)};
    flavor_entry signature[] = {
        {flavor_text("inputs"), text(inputs)},
        {flavor_text("outputs"), text("[{\"type\": \"double\", \"required\": true}]")},
    };
    flavor_entry saved[] = {{flavor_text("flavors"), map(&key, 1)}, {flavor_text("signature"), map(signature, 2)}};
    flavor_value answer = map(saved, 2);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

static flavor_status load(const flavor_plugin *plugin, const flavor_call *call, const flavor_load_request *request,
                          flavor_model **loaded) {
    affine *model = malloc(sizeof *model);
    if (!model || !read_entry(request, model)) {
        free(model);
        return fail(plugin, call, FLAVOR_INVALID_ARGUMENT, "MLmodel: " AFFINE_KEY ": expected column, slope, intercept");
    }
    *loaded = (flavor_model *)model;
    return FLAVOR_OK;
}

static void unload(const flavor_plugin *plugin, flavor_model *model) {
    (void)plugin;
    free(model);
}

/// The number in a row of a column, or 0 where there is none.
static double number_at(const flavor_value *column, uint64_t row) {
    if (column->kind == FLAVOR_KIND_TENSOR) {
        const flavor_tensor *tensor = column->as.tensor;
        const char *first = (const char *)tensor->data + tensor->byte_offset;
        double amount;
        memcpy(&amount, first + row * (tensor->strides ? (uint64_t)tensor->strides[0] : 1) * sizeof amount, sizeof amount);
        return amount;
    }
    const flavor_value *item = column->kind == FLAVOR_KIND_LIST ? &column->as.list.items[row] : column;
    return item->kind == FLAVOR_KIND_INT64 ? (double)item->as.int64 : item->as.float64;
}

static flavor_status predict(const flavor_plugin *plugin, flavor_model *opaque, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    (void)params;
    const affine *model = (const affine *)opaque;
    const flavor_value *column = find(input, model->column);
    if (!column) return fail(plugin, call, FLAVOR_INVALID_ARGUMENT, "input: the column is missing");
    int64_t rows = 1;
    if (column->kind == FLAVOR_KIND_LIST) rows = (int64_t)column->as.list.count;
    if (column->kind == FLAVOR_KIND_TENSOR) rows = column->as.tensor->shape[0];
    double *results = calloc((size_t)rows + 1, sizeof *results);
    if (!results) return fail(plugin, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for the predictions");
    for (int64_t row = 0; row < rows; row++)
        results[row] = model->intercept + model->slope * number_at(column, (uint64_t)row);
    flavor_tensor tensor;
    memset(&tensor, 0, sizeof tensor);
    tensor.data = results;
    tensor.device.type = FLAVOR_DEVICE_CPU;
    tensor.ndim = 1;
    tensor.dtype.code = FLAVOR_DTYPE_FLOAT;
    tensor.dtype.bits = 64;
    tensor.dtype.lanes = 1;
    tensor.shape = &rows;
    flavor_value value = {FLAVOR_KIND_TENSOR, 0, {0}};
    value.as.tensor = &tensor;
    flavor_sink_emit(sink, &value, NULL);
    free(results);
    return FLAVOR_OK;
}

/// Reads the model of a plan or an export; the status of a failure that was told.
static flavor_status read_model(const flavor_plugin *plugin, const flavor_call *call,
                                const flavor_export_request *request, affine *model) {
    const flavor_load_request *stored = flavor_export_request_model(request);
    if (!stored || !read_entry(stored, model))
        return fail(plugin, call, FLAVOR_INVALID_ARGUMENT, "MLmodel: " AFFINE_KEY ": expected column, slope, intercept");
    return FLAVOR_OK;
}

static flavor_status plan_export(const flavor_plugin *plugin, const flavor_call *call,
                                 const flavor_export_request *request, const flavor_sink *sink) {
    affine model;
    flavor_status status = read_model(plugin, call, request, &model);
    if (status != FLAVOR_OK) return status;
    flavor_value bytes = {FLAVOR_KIND_INT64, 0, {0}};
    bytes.as.int64 = 64;
    flavor_entry entries[] = {{flavor_text("fidelity"), text("exact")}, {flavor_text("bytes"), bytes}};
    flavor_value answer = map(entries, 2);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

static flavor_status export_model(const flavor_plugin *plugin, const flavor_call *call,
                                  const flavor_export_request *request, const flavor_sink *sink) {
    affine model;
    flavor_status status = read_model(plugin, call, request, &model);
    if (status != FLAVOR_OK) return status;
    FILE *file = open_file(flavor_export_request_folder(request), "coefficients.txt", "w");
    int is_written = file && fprintf(file, "intercept %.17g\n%s %.17g\n", model.intercept, model.column, model.slope) > 0;
    if (file && fclose(file) != 0) is_written = 0;
    if (!is_written) return fail(plugin, call, FLAVOR_DATA_LOSS, "coefficients.txt cannot be written");
    flavor_entry folder = {flavor_text("folder"), {FLAVOR_KIND_NULL, 0, {0}}};
    flavor_value answer = map(&folder, 1);
    flavor_sink_emit(sink, &answer, NULL);
    return FLAVOR_OK;
}

static const void *ability(const flavor_plugin *plugin, const char *id) {
    (void)plugin;
    static const flavor_export table = {sizeof table, 0, plan_export, export_model};
    return strcmp(id, FLAVOR_EXPORT_ABILITY) == 0 ? &table : NULL;
}

FLAVOR_EXPORT flavor_status flavor_plugin_v1(const flavor_host *host, const flavor_plugin **plugin) {
    flavor_plugin *table = calloc(1, sizeof *table);
    if (!table) return FLAVOR_RESOURCE_EXHAUSTED;
    table->struct_size = (uint32_t)sizeof *table;
    table->header_version = FLAVOR_HEADER_VERSION;
    table->context = (void *)host;
    table->descriptor = flavor_text(descriptor);
    table->save = save;
    table->load = load;
    table->unload = unload;
    table->predict = predict;
    table->ability = ability;
    *plugin = table;
    return FLAVOR_OK;
}
