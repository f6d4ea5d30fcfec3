// Reading an input: a table of columns, or a matrix.
#include "linear.h"

#include <string.h>

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

double linear_scalar(const flavor_value *value) {
    return value->kind == FLAVOR_KIND_INT64 ? (double)value->as.int64 : value->as.float64;
}

int linear_is_scalar(const flavor_value *value) {
    return value->kind == FLAVOR_KIND_INT64 || value->kind == FLAVOR_KIND_DOUBLE;
}

double linear_at(const linear_column *column, uint64_t row) {
    return column->tensor ? number_at(column->tensor, column->start + row * column->stride)
                          : linear_scalar(&column->items[row]);
}

/// Finds the numbers of a column and how many there are; false when it holds anything else.
static int open_column(const flavor_value *value, linear_column *column, uint64_t *rows) {
    memset(column, 0, sizeof *column);
    *rows = 1;
    if (linear_is_scalar(value)) {
        column->items = value;
        return 1;
    }
    if (value->kind == FLAVOR_KIND_LIST) {
        column->items = value->as.list.items;
        *rows = value->as.list.count;
        for (uint64_t row = 0; row < *rows; row++)
            if (!linear_is_scalar(&value->as.list.items[row])) return 0;
        return 1;
    }
    if (value->kind != FLAVOR_KIND_TENSOR || value->as.tensor->ndim != 1 || !is_numeric(value->as.tensor)) return 0;
    column->tensor = value->as.tensor;
    column->stride = (uint64_t)stride_of(column->tensor, 0);
    *rows = (uint64_t)column->tensor->shape[0];
    return 1;
}

static flavor_status open_table(const flavor_host *host, const flavor_call *call, const linear_model *model,
                                const flavor_value *table, linear_column *columns, uint64_t *rows) {
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
                                 const flavor_tensor *tensor, linear_column *columns, uint64_t *rows) {
    if (tensor->ndim != 2 || (uint64_t)tensor->shape[1] != model->count || !is_numeric(tensor))
        return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT,
                           "input: expected a matrix of float32, float64 or int64 with %llu columns and no nulls",
                           (unsigned long long)model->count);
    for (uint64_t index = 0; index < model->count; index++)
        columns[index] =
            (linear_column){NULL, tensor, index * (uint64_t)stride_of(tensor, 1), (uint64_t)stride_of(tensor, 0)};
    *rows = (uint64_t)tensor->shape[0];
    return FLAVOR_OK;
}

flavor_status linear_open(const flavor_host *host, const flavor_call *call, const linear_model *model,
                          const flavor_value *input, linear_column *columns, uint64_t *rows) {
    if (input->kind == FLAVOR_KIND_MAP) return open_table(host, call, model, input, columns, rows);
    if (input->kind == FLAVOR_KIND_TENSOR) return open_matrix(host, call, model, input->as.tensor, columns, rows);
    return linear_fail(host, call, FLAVOR_INVALID_ARGUMENT, "input: expected a table or a matrix");
}
