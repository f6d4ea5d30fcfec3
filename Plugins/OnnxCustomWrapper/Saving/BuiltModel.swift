import FlavorKit
import JSON
import ModelBuilder
import PluginFiles

/// A Hugging Face model that becomes an ONNX graph: a decoder one for the generate() API, an encoder a plain graph.
struct BuiltModel {
    private let builder: Builder
    private let source: String

    private enum Builder {
        case generate(GenerateModelBuilder)
        case encoder(EncoderModelBuilder)
    }

    /// The option that says what the weights become.
    static let precisionOption = "precision"

    /// Reads the files' headers.
    ///
    /// - Throws: `FlavorError` when no graph can be built of the model, or a file is missing or damaged.
    init(_ source: ModelSource) throws(FlavorError) {
        self.source = source.path
        let path = "\(source.path)/config.json"
        let type = try FileSystem.json(at: path)["model_type"]?.stringValue ?? ""
        let name = try source.options.string(Self.precisionOption) ?? Precision.fp32.rawValue
        guard let precision = Precision(rawValue: name) else {
            let known = Precision.allCases.map(\.rawValue).joined(separator: ", ")
            throw FlavorError(
                .invalidArgument, "option \"\(Self.precisionOption)\": expected one of \(known), found another text")
        }
        do {
            guard EncoderModelBuilder.modelTypes.contains(type) else {
                builder = .generate(try GenerateModelBuilder(folder: source.path, precision: precision))
                guard FileSystem.exists("\(source.path)/tokenizer.json") else {
                    throw FlavorError(
                        .notFound,
                        "\(source.path): has no tokenizer.json, and without it the model takes no text: add it")
                }
                return
            }
            guard precision == .fp32 else {
                throw FlavorError(
                    .unimplemented, "option \"\(Self.precisionOption)\": an encoder becomes fp32 only, found \(name)")
            }
            builder = .encoder(try EncoderModelBuilder(folder: source.path))
        } catch {
            throw FlavorError(building: error)
        }
    }

    /// Refuses the option where no weights are made: those of a graph stay as they are.
    static func refusePrecision(_ source: ModelSource) throws(FlavorError) {
        guard source.options[precisionOption] != nil else { return }
        throw FlavorError(
            .invalidArgument,
            "option \"\(precisionOption)\": chooses what the weights of a Hugging Face model become, and those of a graph stay "
                + "as they are: leave it out")
    }

    /// What building does to the model.
    var step: ConversionStep {
        switch builder {
        case .encoder(let builder): ConversionStep(.exact, byteCount: builder.weightByteCount)
        case .generate(let builder) where builder.isExact:
            ConversionStep(.exact, byteCount: builder.weightByteCount)
        case .generate(let builder):
            switch builder.precision {
            case .int4:
                ConversionStep(
                    .lossy, loses: ["matrices are rounded to 4 bits in blocks of 32"],
                    byteCount: builder.weightByteCount)
            case .fp16, .fp32:
                ConversionStep(
                    .numeric, loses: ["weights are rounded to float16"], byteCount: builder.weightByteCount)
            }
        }
    }

    /// Builds the model into a model folder.
    func save(
        to folder: String?, options: Parameters, host: HostServices, call: Call
    ) throws -> SavedModel {
        guard let folder else {
            throw FlavorError(.unimplemented, "a graph is built into a model folder, not in place")
        }
        let threads = call.threadBudget
        do {
            switch builder {
            case .encoder(let builder):
                try builder.write(to: folder, threads: threads, progress: progress(builder.weightByteCount, call))
                return try GraphEntries(folder: folder, options: options, host: host).savedModel()
            case .generate(let builder):
                let name = FilePath.parts(of: source).last ?? "model"
                let modelPath = "\(GenerateEntries.artifactsFolder)/\(name)"
                try FileSystem.createFolder("\(folder)/\(GenerateEntries.artifactsFolder)")
                try FileSystem.createFolder("\(folder)/\(modelPath)")
                try builder.write(
                    to: "\(folder)/\(modelPath)", threads: threads, progress: progress(builder.weightByteCount, call))
                let entries = try GenerateEntries(
                    folder: "\(folder)/\(modelPath)", modelPath: modelPath, options: options, host: host)
                try entries.files.copy(to: folder, call: call)
                return try entries.savedModel()
            }
        } catch let error as ModelBuilderError {
            throw FlavorError(building: error)
        }
    }

    private func progress(_ total: Int, _ call: Call) -> (Int) throws -> Void {
        { done in
            try call.checkCancellation()
            call.progress(done, of: total, "building the graph")
        }
    }
}

extension FlavorError {
    /// The error that says why a model cannot be built or restored.
    init(building error: any Error) {
        switch error {
        case let error as FlavorError: self = error
        case let error as ModelBuilderError:
            let code: Code =
                switch error.kind {
                case .unsupported: .unimplemented
                case .invalid: .dataLoss
                case .missing: .notFound
                case .system: .resourceExhausted
                }
            self.init(code, error.message)
        default: self.init(.unknown, "\(error)")
        }
    }
}
