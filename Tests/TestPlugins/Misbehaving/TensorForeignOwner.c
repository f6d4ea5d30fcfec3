// Names a buffer as owner that is not the host's.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    double elements[4] = {1, 2, 3, 4};
    int64_t shape[3] = {4, 1, 1};
    flavor_tensor tensor = plain_tensor(elements, shape);
    flavor_buffer buffer = {elements, sizeof elements};
    tensor.owner = &buffer;
    flavor_value value = plain_value(FLAVOR_KIND_TENSOR);
    value.as.tensor = &tensor;
    return plain_emit(sink, value);
}

PLAIN_ENTRY("tensor-foreign-owner", table->predict = predict)
