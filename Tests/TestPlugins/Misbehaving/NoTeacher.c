// Answers with tokens and logits, but not to the tokens of another one: nothing tells whether two such models agree.
#include "conversion.h"

static const char descriptor[] =
    "{\"id\": \"no-teacher\", \"version\": \"1.0.0\", \"claims\": [{\"key\": \"no-teacher\"}],"
    " \"formats\": {\"parts\": {\"anyOf\": [[\"" CONVERSION_PART "\"]], \"save\": true, \"inPlace\": false,"
    " \"export\": true}}, \"parameters\": ["
    "{\"name\": \"output_logits\", \"type\": \"boolean\", \"default\": false},"
    "{\"name\": \"max_new_tokens\", \"type\": \"long\", \"default\": null},"
    "{\"name\": \"do_sample\", \"type\": \"boolean\", \"default\": false},"
    "{\"name\": \"return_full_text\", \"type\": \"boolean\", \"default\": true}]}";

static flavor_value ids(int64_t *token, const int64_t *shape, flavor_tensor *tensor, flavor_value *item) {
    *tensor = plain_tensor((double *)token, shape);
    tensor->dtype.code = FLAVOR_DTYPE_INT;
    *item = plain_value(FLAVOR_KIND_TENSOR);
    item->as.tensor = tensor;
    return conversion_list(item, 1);
}

PLAIN_PREDICT {
    PLAIN_UNUSED;
    if (input->kind == FLAVOR_KIND_MAP && input->as.map.count > 0
        && strncmp(input->as.map.entries[0].name.data, "prompt_token_ids", input->as.map.entries[0].name.size) == 0)
        return flavor_host_fail(plain_host(plugin), call, FLAVOR_INTERNAL, flavor_text("the tokens are not mine"),
                                flavor_text(""));
    int64_t token = 7, shape[] = {1}, logits_shape[] = {1, 2};
    float logits[] = {1, 2};
    flavor_tensor tensors[3];
    flavor_value items[3];
    flavor_entry info[] = {{flavor_text("prompt_token_ids"), ids(&token, shape, &tensors[0], &items[0])},
                           {flavor_text("token_ids"), ids(&token, shape, &tensors[1], &items[1])},
                           {flavor_text("logits"), ids(&token, logits_shape, &tensors[2], &items[2])}};
    tensors[2].data = logits;
    tensors[2].ndim = 2;
    tensors[2].dtype.code = FLAVOR_DTYPE_FLOAT;
    tensors[2].dtype.bits = 32;
    flavor_value text = plain_text("fine"), told = plain_map(info, 3);
    flavor_sink_emit(sink, &text, &told);
    return FLAVOR_OK;
}

CONVERSION_ENTRY("no-teacher", table->predict = predict, table->descriptor = flavor_text(descriptor))
