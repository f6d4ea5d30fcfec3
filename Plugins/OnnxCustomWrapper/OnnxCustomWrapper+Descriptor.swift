import FlavorKit
import JSON
import TextGeneration

extension OnnxCustomWrapper {
    static let id = "onnx-custom-wrapper"
    /// The key of the flavor's own entry in an MLmodel.
    static let key = id
    /// The key of MLflow's own flavor for graphs.
    static let graphKey = "onnx"

    static let descriptor = FlavorDescriptor(
        id: id,
        version: "0.1.0",
        summary: "Runs ONNX graphs, and models of ONNX Runtime's generate() API, with ONNX Runtime.",
        claims: [.init(key: key, priority: 1), .init(key: graphKey)],
        formats: [
            .init(
                SourceFormat.generate.rawValue, anyOf: [["genai_config.json", "*.onnx"]], inPlace: true, export: true),
            .init(SourceFormat.graph.rawValue, anyOf: [["*.onnx"]], inPlace: true, export: true),
            .init(SourceFormat.huggingFace.rawValue, anyOf: [["config.json", "*.safetensors"]], export: true),
        ],
        tasks: [],
        // Lists of tokens or lists of such lists, which the plug-in tells apart itself.
        inputs: (try? Schema(columns: [ColSpec(.any, name: "prompt_token_ids")])).map { [$0] } ?? [],
        parameters: TextGenerationParameters.common + TextGenerationParameters.guidance,
        options: sessionOptions + savingOptions + TextGenerationParameters.common,
        concurrency: .reentrant)

    private static let sessionOptions: [FlavorDescriptor.Setting] = [
        .init(
            "intra_op_num_threads", type: "long",
            summary: "How many threads one operator may use; the machine's cores where nothing is said."),
        .init("inter_op_num_threads", type: "long", summary: "How many operators may run side by side."),
        .init(
            "graph_optimization_level", type: "long",
            summary: "How far the graph is changed before it runs: 0, 1, 2, 3 or 99 for all, which is the default."),
        .init("execution_mode", type: "string", summary: "sequential, which is the default, or parallel."),
        .init(
            "providers", type: "string|[string]",
            summary: "What runs the operators, the first that can; CPUExecutionProvider comes last always."),
        .init(
            "session_config", type: "string|[string]",
            summary: "Further entries of ONNX Runtime's session configuration, each as key=value."),
    ]

    private static let savingOptions: [FlavorDescriptor.Setting] = [
        .init(
            BuiltModel.precisionOption, type: "string",
            summary: "What the weights of a Hugging Face model become: fp32, which is the default, fp16 or int4."),
        .init("file", type: "string", summary: "Which graph of a folder to take, where it holds more than one."),
        .init(
            "prompt_template", type: "string",
            summary:
                "What a prompt is made of, with the names of input columns in braces; {prompt} where nothing is said."),
    ]
}

/// The formats that the flavor saves from.
enum SourceFormat: String {
    case generate = "onnx-genai"
    case graph = "onnx"
    case huggingFace = "huggingface"
}
