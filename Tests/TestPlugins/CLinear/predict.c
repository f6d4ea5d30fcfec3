// Predicting: a tensor for a call, or a number for each row of a stream.
#include "linear.h"

#include <string.h>

typedef struct work {
    const linear_model *model;
    const linear_column *columns;
    uint64_t rows;
    double offset, pause;
} work;

static double row_of(const work *work, uint64_t row) {
    double sum = work->model->intercept + work->offset;
    for (uint64_t index = 0; index < work->model->count; index++)
        sum += work->model->terms[index].coefficient * linear_at(&work->columns[index], row);
    return sum;
}

static flavor_status cancelled(const flavor_host *host, const flavor_call *call) {
    return linear_fail(host, call, FLAVOR_CANCELLED, "the prediction was cancelled");
}

static flavor_status stream(const flavor_host *host, const flavor_call *call, const work *work,
                            const flavor_sink *sink) {
    for (uint64_t row = 0; row < work->rows; row++) {
        if (!linear_wait(call, work->pause)) return cancelled(host, call);
        flavor_value value = {FLAVOR_KIND_DOUBLE, 0, {0}};
        value.as.float64 = row_of(work, row);
        flavor_entry total = {flavor_text("rows"), {FLAVOR_KIND_INT64, 0, {0}}};
        total.value.as.int64 = (int64_t)work->rows;
        flavor_value info = {FLAVOR_KIND_MAP, 0, {0}};
        info.as.map.entries = &total;
        info.as.map.count = 1;
        int is_last = row + 1 == work->rows;
        if (flavor_sink_emit(sink, &value, is_last ? &info : NULL) != FLAVOR_EMIT_CONTINUE) return cancelled(host, call);
    }
    return FLAVOR_OK;
}

static flavor_status unary(const flavor_host *host, const flavor_call *call, const work *work,
                           const flavor_sink *sink) {
    const flavor_buffer *buffer = flavor_host_buffer_make(host, work->rows * sizeof(double), 0);
    if (!buffer)
        return linear_fail(host, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for %llu predictions",
                           (unsigned long long)work->rows);
    double *results = buffer->data;
    for (uint64_t row = 0; row < work->rows; row++) {
        if (!linear_wait(call, work->pause)) {
            flavor_host_buffer_release(host, buffer);
            return cancelled(host, call);
        }
        results[row] = row_of(work, row);
    }
    int64_t shape = (int64_t)work->rows;
    flavor_tensor tensor;
    memset(&tensor, 0, sizeof tensor);
    tensor.data = results;
    tensor.device.type = FLAVOR_DEVICE_CPU;
    tensor.ndim = 1;
    tensor.dtype.code = FLAVOR_DTYPE_FLOAT;
    tensor.dtype.bits = 64;
    tensor.dtype.lanes = 1;
    tensor.shape = &shape;
    tensor.owner = buffer;
    flavor_value value = {FLAVOR_KIND_TENSOR, 0, {0}};
    value.as.tensor = &tensor;
    flavor_sink_emit(sink, &value, NULL);
    flavor_host_buffer_release(host, buffer);
    return FLAVOR_OK;
}

static int read_number(const flavor_value *params, const char *name, double *number) {
    const flavor_value *value = linear_find(params, name);
    if (!value || value->kind == FLAVOR_KIND_NULL) return 1;
    if (!linear_is_scalar(value)) return 0;
    *number = linear_scalar(value);
    return 1;
}

flavor_status linear_predict(const flavor_plugin *plugin, flavor_model *opaque, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    const flavor_host *host = linear_host(plugin);
    const linear_model *model = (const linear_model *)opaque;
    linear_column columns[LINEAR_MAX_TERMS];
    work work = {model, columns, 0, 0, 0};
    if (!read_number(params, "offset", &work.offset))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "parameter \"offset\": expected a number");
    if (!read_number(params, "pause", &work.pause) || !(work.pause >= 0))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "parameter \"pause\": expected a number of seconds");
    flavor_status status = linear_open(host, call, model, input, columns, &work.rows);
    if (status != FLAVOR_OK) return status;
    switch (flavor_sink_mode(sink)) {
        case FLAVOR_SINK_UNARY: return unary(host, call, &work, sink);
        case FLAVOR_SINK_STREAM: return stream(host, call, &work, sink);
        default: return linear_fail(host, call, FLAVOR_UNIMPLEMENTED, "a sink of a mode that is not known");
    }
}
