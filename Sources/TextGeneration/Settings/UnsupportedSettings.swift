import FlavorKit

extension GenerationSettings {
    /// Refuses what would change the answer and is not done here, instead of answering differently in silence.
    ///
    /// - Throws: `FlavorError` with `unimplemented` for a setting of transformers that is not done here, and with
    ///   `invalidArgument` for one that nobody knows.
    func refuseUnsupported() throws(FlavorError) {
        for layer in layers {
            for entry in layer.values.values.entries {
                if let neutral = GenerationSettings.unsupported[entry.name] {
                    // A stronger layer may have set it back.
                    guard let setting = self[entry.name], !neutral.contains(setting.value) else { continue }
                    let hint = neutral.first.map { "set it to \($0.json.text())" } ?? "leave it out"
                    throw FlavorError(.unimplemented, "\(setting.subject) is not supported: \(hint)")
                }
                // Hugging Face's files hold entries of all sorts that nobody reads; what a caller gives is meant.
                if case .file = layer.origin { continue }
                guard GenerationSettings.known.contains(entry.name) else {
                    throw FlavorError(
                        .invalidArgument,
                        "\(layer.origin.name(of: entry.name)) is not a setting of text generation: expected one of "
                            + GenerationSettings.supported.joined(separator: ", "))
                }
            }
        }
    }

    /// Whether transformers takes a name for a setting of a generation that changes its answer.
    package static func isOfTransformers(_ name: String) -> Bool {
        supported.contains(name) || unsupported[name] != nil || name == "bos_token_id"
    }

    /// The settings that are done here.
    static let supported = [
        "max_new_tokens", "min_new_tokens", "max_length", "min_length", "do_sample", "temperature", "top_k", "top_p",
        "min_p", "repetition_penalty", "no_repeat_ngram_size", "eos_token_id", "stop_strings", "return_full_text",
        "output_logits", "seed", "add_special_tokens", "include_stop_str_in_output", "logprobs", "json_schema", "regex",
        "lark_grammar",
    ]

    /// Settings that change nothing about the answer: bookkeeping, the speed of Python, the search with beams.
    private static let inert: Set<String> = [
        "bos_token_id", "pad_token_id", "decoder_start_token_id", "use_cache", "cache_implementation", "cache_config",
        "return_dict_in_generate", "output_scores", "output_attentions", "output_hidden_states", "early_stopping",
        "length_penalty", "diversity_penalty", "num_beam_groups", "renormalize_logits", "remove_invalid_values",
        "low_memory", "batch_size", "num_workers", "device", "torch_dtype", "include_prompt", "return_text",
        "clean_up_tokenization_spaces", "disable_compile", "max_cache_len", "prompt_lookup_num_tokens",
        "encoder_repetition_penalty", "encoder_no_repeat_ngram_size", "transformers_version", "padding",
    ]

    private static let known = inert.union(supported)

    /// Settings of transformers that are not done here, with the values that ask for nothing.
    private static let unsupported: [String: [Value]] = [
        "num_beams": [1], "num_return_sequences": [1], "penalty_alpha": [0, 0.0], "dola_layers": [],
        "typical_p": [1, 1.0], "epsilon_cutoff": [0, 0.0], "eta_cutoff": [0, 0.0], "top_h": [],
        "guidance_scale": [1, 1.0], "sequence_bias": [], "bad_words_ids": [], "force_words_ids": [], "constraints": [],
        "forced_bos_token_id": [], "forced_eos_token_id": [], "suppress_tokens": [.list([])],
        "begin_suppress_tokens": [.list([])], "exponential_decay_length_penalty": [], "max_time": [],
        "watermarking_config": [], "stop_sequence": [], "prefix": [""], "handle_long_generation": [],
        "truncation": [false], "skip_special_tokens": [true], "return_tensors": [false], "return_type": [],
        "collapse_whitespace": [false], "tools": [], "documents": [], "continue_final_message": [],
        "tokenizer_encode_kwargs": [],
    ]
}
