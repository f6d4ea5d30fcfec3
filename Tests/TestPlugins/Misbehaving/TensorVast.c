// Emits a tensor of more bytes than any memory holds.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    double elements[4] = {1, 2, 3, 4};
    int64_t shape[3] = {4, 1, 1};
    flavor_tensor tensor = plain_tensor(elements, shape);
    shape[0] = INT64_C(1) << 56;
    flavor_value value = plain_value(FLAVOR_KIND_TENSOR);
    value.as.tensor = &tensor;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("tensor-vast", table->predict = predict)
