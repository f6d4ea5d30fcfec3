import FlavorKit
import JSON

extension ModelInfo {
    /// The whole as one JSON object.
    public var json: JSONValue {
        [
            "path": .string(folder),
            "flavor": chosen.map { .string($0.flavor) } ?? .null,
            "flavors": .array(mlmodel?.flavors.map { .string($0.key) } ?? []),
            "flavor_entries": mlmodel.map { .object($0.flavors) } ?? .null,
            "signature": signature.map { .object(MLmodel.members(of: $0)) } ?? .null,
            "size_bytes": .integer(byteCount),
            "mlflow_version": mlmodel?.mlflowVersion.map(JSONValue.string) ?? .null,
            "model_uuid": mlmodel?.modelUUID.map(JSONValue.string) ?? .null,
            "model_id": mlmodel?.modelID.map(JSONValue.string) ?? .null,
            "run_id": mlmodel?.runID.map(JSONValue.string) ?? .null,
            "artifact_path": mlmodel?.artifactPath.map(JSONValue.string) ?? .null,
            "registered": registered.map { ["name": .string($0.name), "version": .string($0.version)] } ?? .null,
            "utc_time_created": mlmodel.map { .string($0.utcTimeCreated) } ?? .null,
            "prompts": .array((mlmodel?.prompts ?? []).map(JSONValue.string)),
            "resources": mlmodel?.resources.map(JSONValue.object) ?? .null,
            "metadata": mlmodel?.members["metadata"] ?? .null,
            "needs": needs?.json ?? .null,
        ]
    }

    /// Lines for a person to read.
    public var lines: [String] {
        var lines = ["path: \(folder)"]
        lines.append(
            "loaded by: " + (chosen.map { "\($0.flavor) (\($0.reason))" } ?? "no installed flavor; run flavor why"))
        if let mlmodel { lines += provenance(of: mlmodel) }
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
        // Whoever has a flavor for it needs no Python.
        if chosen == nil, let needs { lines += needs.lines }
        return lines
    }

    private func provenance(of model: MLmodel) -> [String] {
        var lines = ["flavors: \(model.flavors.map(\.key).joined(separator: ", "))"]
        lines.append("created: \(model.utcTimeCreated) UTC by MLflow format \(model.mlflowVersion ?? "unknown")")
        let facts = [
            ("model", model.modelUUID), ("logged model", model.modelID == model.modelUUID ? nil : model.modelID),
            ("run", model.runID), ("logged at", model.artifactPath),
            ("registered", registered.map { "\($0.name) version \($0.version)" }),
            ("prompts", model.prompts?.joined(separator: ", ")),
            ("resources", model.resources?["databricks"]?.text(.python(ascii: false))),
        ]
        return lines + facts.compactMap { name, fact in fact.map { "\(name): \($0)" } }
    }
}

extension PythonNeeds {
    var json: JSONValue {
        [
            "python_version": pythonVersion.map(JSONValue.string) ?? .null,
            "loader_module": loaderModule.map(JSONValue.string) ?? .null,
            "requirements": .array(requirements.map(JSONValue.string)),
            "pickles": .array(pickles.map(JSONValue.string)),
            "env_vars": .array(environmentVariables.map(JSONValue.string)),
        ]
    }

    var lines: [String] {
        var lines = [
            "to run it: Python \(pythonVersion ?? "") with \(loaderModule ?? "MLflow")".replacing("  ", with: " ")
        ]
        if !requirements.isEmpty { lines.append("  packages: \(requirements.joined(separator: ", "))") }
        if !pickles.isEmpty { lines.append("  pickles, which Python would run: \(pickles.joined(separator: ", "))") }
        if !environmentVariables.isEmpty {
            lines.append("  environment variables: \(environmentVariables.joined(separator: ", "))")
        }
        return lines
    }
}
