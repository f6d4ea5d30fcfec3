// Emits a tensor that lies on another device.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    double elements[4] = {1, 2, 3, 4};
    int64_t shape[3] = {4, 1, 1};
    flavor_tensor tensor = plain_tensor(elements, shape);
    tensor.device.type = 2;
    flavor_value value = plain_value(FLAVOR_KIND_TENSOR);
    value.as.tensor = &tensor;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("tensor-device", table->predict = predict)
