// Predicting: a table or a matrix in; a tensor out, or a number for each row of a stream.
#include "linear.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

/// Where the numbers of one column lie.
typedef struct column {
    const flavor_value *items;
    const flavor_tensor *tensor;
    /// In elements.
    uint64_t start, stride;
} column;

static int is_numeric(const flavor_tensor *tensor) {
    uint8_t code = tensor->dtype.code;
    uint8_t bits = tensor->dtype.bits;
    return tensor->device.type == FLAVOR_DEVICE_CPU && tensor->dtype.lanes == 1 && !tensor->validity
        && ((code == FLAVOR_DTYPE_FLOAT && (bits == 32 || bits == 64)) || (code == FLAVOR_DTYPE_INT && bits == 64));
}

static int64_t stride_of(const flavor_tensor *tensor, int32_t axis) {
    if (tensor->strides) return tensor->strides[axis];
    int64_t stride = 1;
    for (int32_t inner = axis + 1; inner < tensor->ndim; inner++) stride *= tensor->shape[inner];
    return stride;
}

static double number_at(const flavor_tensor *tensor, uint64_t element) {
    const char *first = (const char *)tensor->data + tensor->byte_offset;
    if (tensor->dtype.code == FLAVOR_DTYPE_INT) {
        int64_t number;
        memcpy(&number, first + element * 8, 8);
        return (double)number;
    }
    if (tensor->dtype.bits == 64) {
        double number;
        memcpy(&number, first + element * 8, 8);
        return number;
    }
    float number;
    memcpy(&number, first + element * 4, 4);
    return number;
}

static double scalar(const flavor_value *value) {
    return value->kind == FLAVOR_KIND_INT64 ? (double)value->as.int64 : value->as.float64;
}

static int is_scalar(const flavor_value *value) {
    return value->kind == FLAVOR_KIND_INT64 || value->kind == FLAVOR_KIND_DOUBLE;
}

static double column_at(const column *column, uint64_t row) {
    return column->tensor ? number_at(column->tensor, column->start + row * column->stride)
                          : scalar(&column->items[row]);
}

/// Finds the numbers of a column and how many there are; false when it holds anything else.
static int open_column(const flavor_value *value, column *column, uint64_t *rows) {
    memset(column, 0, sizeof *column);
    *rows = 1;
    if (is_scalar(value)) {
        column->items = value;
        return 1;
    }
    if (value->kind == FLAVOR_KIND_LIST) {
        column->items = value->as.list.items;
        *rows = value->as.list.count;
        for (uint64_t row = 0; row < *rows; row++)
            if (!is_scalar(&value->as.list.items[row])) return 0;
        return 1;
    }
    if (value->kind != FLAVOR_KIND_TENSOR || value->as.tensor->ndim != 1 || !is_numeric(value->as.tensor)) return 0;
    column->tensor = value->as.tensor;
    column->stride = (uint64_t)stride_of(column->tensor, 0);
    *rows = (uint64_t)column->tensor->shape[0];
    return 1;
}

static flavor_status open_table(const flavor_host *host, const flavor_call *call, const linear_model *model,
                                const flavor_value *table, column *columns, uint64_t *rows) {
    *rows = 1;
    for (uint64_t index = 0; index < model->count; index++) {
        const char *name = model->terms[index].name;
        const flavor_value *value = linear_find(table, name);
        uint64_t count;
        if (!value) return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "input: column \"%s\" is missing", name);
        if (!open_column(value, &columns[index], &count))
            return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                               "input: column \"%s\" must hold numbers without nulls", name);
        if (index > 0 && count != *rows)
            return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                               "input: column \"%s\" must be as long as the others, %llu rows, found %llu", name,
                               (unsigned long long)*rows, (unsigned long long)count);
        *rows = count;
    }
    return FLAVOR_OK;
}

static flavor_status open_matrix(const flavor_host *host, const flavor_call *call, const linear_model *model,
                                 const flavor_tensor *tensor, column *columns, uint64_t *rows) {
    if (tensor->ndim != 2 || (uint64_t)tensor->shape[1] != model->count || !is_numeric(tensor))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                           "input: expected a matrix of float32, float64 or int64 with %llu columns and no nulls",
                           (unsigned long long)model->count);
    for (uint64_t index = 0; index < model->count; index++)
        columns[index] =
            (column){NULL, tensor, index * (uint64_t)stride_of(tensor, 1), (uint64_t)stride_of(tensor, 0)};
    *rows = (uint64_t)tensor->shape[0];
    return FLAVOR_OK;
}

/// Waiting that a cancellation ends.
typedef struct alarm_clock {
    mtx_t lock;
    cnd_t rings;
    int is_ringing;
} alarm_clock;

static void ring(void *argument) {
    alarm_clock *clock = argument;
    mtx_lock(&clock->lock);
    clock->is_ringing = 1;
    cnd_signal(&clock->rings);
    mtx_unlock(&clock->lock);
}

/// Waits some seconds; false when the call was cancelled meanwhile.
static int wait_for(const flavor_call *call, double seconds) {
    if (seconds <= 0) return !flavor_call_cancelled(call);
    alarm_clock clock = {.is_ringing = 0};
    struct timespec end;
    if (mtx_init(&clock.lock, mtx_plain) != thrd_success) return 0;
    if (cnd_init(&clock.rings) != thrd_success || !timespec_get(&end, TIME_UTC)) return 0;
    if (seconds > 3600) seconds = 3600;
    int64_t nanoseconds = end.tv_nsec + (int64_t)(seconds * 1e9);
    end.tv_sec += (time_t)(nanoseconds / 1000000000);
    end.tv_nsec = (long)(nanoseconds % 1000000000);
    uint64_t token = flavor_call_on_cancel(call, ring, &clock);
    mtx_lock(&clock.lock);
    while (!clock.is_ringing && cnd_timedwait(&clock.rings, &clock.lock, &end) == thrd_success) {}
    mtx_unlock(&clock.lock);
    flavor_call_off_cancel(call, token);
    cnd_destroy(&clock.rings);
    mtx_destroy(&clock.lock);
    return !flavor_call_cancelled(call);
}

typedef struct work {
    const linear_model *model;
    const column *columns;
    uint64_t rows;
    double offset, pause;
} work;

static double row_of(const work *work, uint64_t row) {
    double sum = work->model->intercept + work->offset;
    for (uint64_t index = 0; index < work->model->count; index++)
        sum += work->model->terms[index].coefficient * column_at(&work->columns[index], row);
    return sum;
}

static flavor_status cancelled(const flavor_host *host, const flavor_call *call) {
    return linear_fail(host, call, FLAVOR_CANCELLED, "the prediction was cancelled");
}

static flavor_status stream(const flavor_host *host, const flavor_call *call, const work *work,
                            const flavor_sink *sink) {
    for (uint64_t row = 0; row < work->rows; row++) {
        if (!wait_for(call, work->pause)) return cancelled(host, call);
        flavor_value value = {FLAVOR_KIND_DOUBLE, 0, {0}};
        value.as.float64 = row_of(work, row);
        flavor_entry total = {flavor_text("rows"), {FLAVOR_KIND_INT64, 0, {0}}};
        total.value.as.int64 = (int64_t)work->rows;
        flavor_value info = {FLAVOR_KIND_MAP, 0, {0}};
        info.as.map.entries = &total;
        info.as.map.count = 1;
        int is_last = row + 1 == work->rows;
        if (flavor_sink_emit(sink, &value, is_last ? &info : NULL) == FLAVOR_EMIT_STOP) return cancelled(host, call);
    }
    return FLAVOR_OK;
}

static flavor_status unary(const flavor_host *host, const flavor_call *call, const work *work,
                           const flavor_sink *sink) {
    const flavor_buffer *buffer = flavor_host_buffer(host, work->rows * sizeof(double), 0);
    if (!buffer)
        return linear_fail(host, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for %llu predictions",
                           (unsigned long long)work->rows);
    double *results = buffer->data;
    for (uint64_t row = 0; row < work->rows; row++) {
        if (!wait_for(call, work->pause)) {
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
    if (!is_scalar(value)) return 0;
    *number = scalar(value);
    return 1;
}

flavor_status linear_predict(const flavor_plugin *plugin, flavor_model *opaque, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    const flavor_host *host = linear_host(plugin);
    const linear_model *model = (const linear_model *)opaque;
    column columns[LINEAR_MAX_TERMS];
    work work = {model, columns, 0, 0, 0};
    if (!read_number(params, "offset", &work.offset))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "parameter \"offset\": expected a number");
    if (!read_number(params, "pause", &work.pause) || !(work.pause >= 0))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "parameter \"pause\": expected a number of seconds");
    flavor_status status;
    if (input->kind == FLAVOR_KIND_MAP) status = open_table(host, call, model, input, columns, &work.rows);
    else if (input->kind == FLAVOR_KIND_TENSOR)
        status = open_matrix(host, call, model, input->as.tensor, columns, &work.rows);
    else status = linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "input: expected a table or a matrix");
    if (status != FLAVOR_OK) return status;
    return flavor_sink_mode(sink) == FLAVOR_SINK_STREAM ? stream(host, call, &work, sink)
                                                        : unary(host, call, &work, sink);
}
