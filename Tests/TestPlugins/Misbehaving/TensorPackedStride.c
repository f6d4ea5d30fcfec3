// Emits a tensor of four-bit numbers with strides.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    double elements[4] = {1, 2, 3, 4};
    int64_t shape[3] = {4, 1, 1};
    flavor_tensor tensor = plain_tensor(elements, shape);
    int64_t stride = 2;
    tensor.dtype.code = FLAVOR_DTYPE_INT;
    tensor.dtype.bits = 4;
    tensor.strides = &stride;
    flavor_value value = plain_value(FLAVOR_KIND_TENSOR);
    value.as.tensor = &tensor;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("tensor-packed-stride", table->predict = predict)
