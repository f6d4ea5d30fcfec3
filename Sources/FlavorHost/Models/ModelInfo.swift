import FlavorKit
import JSON

/// What can be told of a model without opening a library or reading weights.
public struct ModelInfo: Sendable {
    /// The folder, from the root.
    public let folder: String
    /// The description, or nil for a folder that is used in place.
    public let mlmodel: MLmodel?
    /// What the model takes and gives, where it says so.
    public let signature: ModelSignature?
    /// The bytes of all files.
    public let byteCount: Int64
    /// Which flavor loads it, and why the others do not.
    public let verdicts: [Verdict]

    /// The whole as one JSON object.
    public var json: JSONValue {
        [
            "path": .string(folder),
            "flavor": verdicts.first(where: \.isChosen).map { .string($0.flavor) } ?? .null,
            "flavors": .array(mlmodel?.flavors.map { .string($0.key) } ?? []),
            "signature": signature.map { signature in
                [
                    "inputs": signature.inputsText.map(JSONValue.string) ?? .null,
                    "outputs": signature.outputsText.map(JSONValue.string) ?? .null,
                    "params": signature.paramsText.map(JSONValue.string) ?? .null,
                ]
            } ?? .null,
            "size_bytes": .integer(byteCount),
            "mlflow_version": mlmodel?.mlflowVersion.map(JSONValue.string) ?? .null,
            "model_uuid": mlmodel?.modelUUID.map(JSONValue.string) ?? .null,
            "run_id": mlmodel?.runID.map(JSONValue.string) ?? .null,
            "utc_time_created": mlmodel.map { .string($0.utcTimeCreated) } ?? .null,
            "metadata": mlmodel?.members["metadata"] ?? .null,
        ]
    }

    /// Lines for a person to read.
    public var lines: [String] {
        var lines = ["path: \(folder)"]
        let chosen = verdicts.first(where: \.isChosen)
        lines.append(
            "loaded by: " + (chosen.map { "\($0.flavor) (\($0.reason))" } ?? "no installed flavor; run flavor why"))
        if let mlmodel {
            lines.append("flavors: \(mlmodel.flavors.map(\.key).joined(separator: ", "))")
            lines.append(
                "created: \(mlmodel.utcTimeCreated) UTC by MLflow format \(mlmodel.mlflowVersion ?? "unknown")")
            for (name, value) in [("model", mlmodel.modelUUID), ("run", mlmodel.runID)] {
                if let value { lines.append("\(name): \(value)") }
            }
        }
        lines.append("size: \(byteCount) bytes")
        if let signature {
            lines.append("inputs: \(signature.inputs?.description ?? "none")")
            lines.append("outputs: \(signature.outputs?.description ?? "none")")
            lines.append("params: \(signature.params?.description ?? "none")")
        } else {
            lines.append("signature: none")
        }
        if let metadata = mlmodel?.members["metadata"], metadata != .null {
            lines.append("metadata: \(metadata.text(.python(ascii: false)))")
        }
        return lines
    }
}

extension Host {
    /// Describes a model.
    ///
    /// Opens no library.
    ///
    /// - Throws: `FlavorError` when there is no such model or its MLmodel is damaged.
    public func info(_ path: String) throws(FlavorError) -> ModelInfo {
        let reference = try ModelReference(path)
        var model: MLmodel?
        var signature: ModelSignature?
        if case .saved(let found, let folder) = reference {
            model = found
            signature = try found.parsedSignature(folder: folder)
        }
        return ModelInfo(
            folder: reference.folder, mlmodel: model, signature: signature,
            byteCount: try ModelSize.bytes(inFolder: reference.folder, except: []), verdicts: try why(path))
    }
}
