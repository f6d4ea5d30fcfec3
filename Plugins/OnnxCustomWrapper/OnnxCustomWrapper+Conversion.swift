import FlavorKit
import ModelBuilder
import PluginFiles
import TextGeneration

extension OnnxCustomWrapper: PlanningFlavor {
    func plan(_ source: ModelSource, call: Call) throws -> ConversionStep {
        guard source.format == SourceFormat.huggingFace.rawValue else {
            try BuiltModel.refusePrecision(source)
            return ConversionStep(.exact, byteCount: try Self.byteCount(of: source.path))
        }
        return try BuiltModel(source).step
    }

    private static func byteCount(of folder: String) throws(FlavorError) -> Int {
        var total = 0
        for name in FileSystem.names(in: folder, endingIn: "") {
            guard let size = try? FileHandle(reading: "\(folder)/\(name)").size() else { continue }
            total = total.addingReportingOverflow(size).partialValue
        }
        return max(total, 0)
    }
}

extension OnnxCustomWrapper: ExportingFlavor {
    func plan(_ model: StoredModel, as format: String, call: Call) throws -> ConversionStep {
        let folder = try Self.folder(of: model, as: format)
        let settings = format == SourceFormat.graph.rawValue ? [] : StoredSettings(model).losses
        guard format == SourceFormat.huggingFace.rawValue else {
            return ConversionStep(.exact, loses: settings, byteCount: 0)
        }
        let exporter = try Self.exporter(folder)
        guard exporter.isQuantized else {
            return ConversionStep(.exact, loses: settings, byteCount: exporter.weightByteCount)
        }
        return ConversionStep(
            .lossy, loses: ["the weights are what 4 bits left of them"] + settings, byteCount: exporter.weightByteCount)
    }

    func export(_ model: StoredModel, as format: String, to folder: String, call: Call) throws -> ExportedModel {
        let source = try Self.folder(of: model, as: format)
        guard format == SourceFormat.huggingFace.rawValue else { return .existing(folder: source) }
        let exporter = try Self.exporter(source)
        do {
            try exporter.write(to: folder, threads: call.threadBudget) { done in
                try call.checkCancellation()
                call.progress(done, of: exporter.weightByteCount, "restoring the weights")
            }
        } catch let error as ModelBuilderError {
            throw FlavorError(building: error)
        }
        return .written
    }

    private static func exporter(_ folder: String) throws(FlavorError) -> HuggingFaceExporter {
        do { return try HuggingFaceExporter(folder: folder) } catch { throw FlavorError(building: error) }
    }

    /// The folder of a model that has a format, or can be restored in it.
    private static func folder(of model: StoredModel, as format: String) throws(FlavorError) -> String {
        let isGraph = model.key == graphKey
        guard isGraph == (format == SourceFormat.graph.rawValue) else {
            throw FlavorError(
                .unimplemented,
                isGraph
                    ? "a plain graph is exported as \(SourceFormat.graph.rawValue) only: nothing tells what its tensors are called in \(format)"
                    : "a model of the generate() API is no plain graph: its cache goes in and out")
        }
        guard isGraph else { return try SavedPath(model, GenerateEntries.modelKey, fallback: nil).path }
        let path = try SavedPath(model, "data", fallback: GraphEntries.fileName).path
        return FilePath.parent(of: path)
    }
}
