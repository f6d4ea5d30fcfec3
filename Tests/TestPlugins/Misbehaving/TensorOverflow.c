// Emits a tensor whose shape has a product beyond 64 bits.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    double elements[4] = {1, 2, 3, 4};
    int64_t shape[3] = {4, 1, 1};
    flavor_tensor tensor = plain_tensor(elements, shape);
    tensor.ndim = 3;
    shape[0] = shape[1] = shape[2] = INT64_C(1) << 40;
    flavor_value value = plain_value(FLAVOR_KIND_TENSOR);
    value.as.tensor = &tensor;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("tensor-overflow", table->predict = predict)
