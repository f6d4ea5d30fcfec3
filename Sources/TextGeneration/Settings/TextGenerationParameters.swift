import FlavorKit

/// The parameters of a prediction as descriptors declare them.
package enum TextGenerationParameters {
    /// The parameters of a prediction; null as default where the model's own files decide.
    package static let common: [FlavorDescriptor.Setting] = [
        .init(
            "max_new_tokens", type: "long",
            summary: "How many tokens to generate at most; 256 where neither the model nor max_length says otherwise."),
        .init("min_new_tokens", type: "long", summary: "How many tokens to generate before the answer may end."),
        .init(
            "max_length", type: "long",
            summary: "How many tokens prompt and answer have at most; max_new_tokens decides over it."),
        .init("min_length", type: "long", summary: "How many tokens prompt and answer have before the answer may end."),
        .init("do_sample", type: "boolean", summary: "Whether to draw tokens; otherwise the most likely one is taken."),
        .init("temperature", type: "double", summary: "How freely to draw, above 0; 0.7 where the model says nothing."),
        .init(
            "top_k", type: "long",
            summary: "How many of the most likely tokens to draw from, 0 for all; 50 where the model says nothing."),
        .init("top_p", type: "double", summary: "The probability mass of the most likely tokens to draw from, 0 to 1."),
        .init(
            "min_p", type: "double",
            summary: "The share of the best probability that a token needs to be drawn, 0 to 1."),
        .init(
            "repetition_penalty", type: "double",
            summary: "Above 1 makes tokens of the prompt and the answer less likely."),
        .init(
            "no_repeat_ngram_size", type: "long",
            summary: "The length of token runs that may not occur twice; 0 for none."),
        .init("eos_token_id", type: "long|[long]", summary: "The token, or the tokens, that end the answer."),
        .init("stop_strings", type: "string|[string]", summary: "A text, or texts, that end the answer."),
        .init(
            "include_stop_str_in_output", type: "boolean", default: true,
            summary: "Whether the text keeps the stop string that ended it."),
        .init("return_full_text", type: "boolean", summary: "Whether the text begins with the prompt."),
        .init(
            "add_special_tokens", type: "boolean", default: true,
            summary: "Whether the tokenizer adds its begin and end tokens to the prompt."),
        .init("seed", type: "long", summary: "Makes drawing tokens repeatable."),
        .init(
            "logprobs", type: "long",
            summary: "Tells each token's log probability and that of so many alternatives, at most 100."),
        .init(
            "output_logits", type: "boolean", default: false,
            summary: "Whether to return the logits that each token was chosen from."),
        .init("num_beams", type: "long", default: 1, summary: "Beam search; only 1, which is none, is supported."),
    ]

    /// What an answer can be kept to, for flavors whose models do that.
    package static let guidance: [FlavorDescriptor.Setting] = [
        .init("json_schema", type: "string", summary: "A JSON schema, as text, that the answer is kept to."),
        .init("regex", type: "string", summary: "A regular expression that the whole answer is kept to."),
        .init("lark_grammar", type: "string", summary: "A grammar in Lark's form that the answer is kept to."),
    ]
}
