import ModelConfiguration

/// What a family calls the tensors that not all families name alike: names within a layer, without `.weight`, one for each part
/// or a single one whose rows are all parts in order.
struct TensorNames {
    let queryKeyValue: [String]
    let gateUp: [String]

    init(_ family: DecoderFamily) {
        queryKeyValue =
            family.fusesProjections
            ? ["self_attn.qkv_proj"] : ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]
        gateUp = family.fusesProjections ? ["mlp.gate_up_proj"] : ["mlp.gate_proj", "mlp.up_proj"]
    }
}
