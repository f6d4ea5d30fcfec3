import FlavorKit
import Logging

/// The example that is saved with a model, as it was read and as it will be written.
struct SavedExample {
    private let path: String
    private let file: ExampleFile
    let saved: InputExample

    /// Reads a file.
    /// - Throws: `FlavorError` naming the file and what is wrong with it.
    init(_ path: String) throws(FlavorError) {
        self.path = path
        file = try ExampleFile(contentsOfFile: path)
        do throws(FlavorError) {
            saved = try InputExample(file.example, params: file.params)
        } catch {
            throw FlavorError(error.code, "\(path): \(error.message)")
        }
    }

    private init(_ path: String, _ file: ExampleFile, _ saved: InputExample) {
        (self.path, self.file, self.saved) = (path, file, saved)
    }

    /// The example as tensors, for a model that takes tensors; a table stays one, which such a model may take as well.
    ///
    /// MLflow reads lists as columns, which such a model takes neither there nor here.
    ///
    /// - Throws: `FlavorError` naming the file and what of it the model does not take.
    func typed(by inputs: Schema?) throws(FlavorError) -> SavedExample {
        guard let inputs, inputs.tensors != nil, case .value = file.example else { return self }
        let signature = try ModelSignature(inputs: inputs)
        let input: Value
        do throws(SchemaMismatch) {
            let payload = try Payload(parsing: Array(saved.servingText.utf8), as: .json, signature: signature)
            input = try Enforcement(signature).enforce(payload).input
        } catch {
            throw error.error(in: path)
        }
        // MLflow writes no tensors beside single numbers: then it stays as it was written.
        guard let typed = try? InputExample(.value(input), params: file.params) else { return self }
        return SavedExample(path, file, typed)
    }

    /// The signature of a model with this example: what it takes as the example has it, the rest as the flavor declares.
    ///
    /// The example says how this model is going to be called, which may be otherwise than the flavor's models are in
    /// general. Of the outputs it says nothing, and without parameters nothing of those: there the flavor knows best, as
    /// it does where the example has no type, or none but columns that the flavor names: an example of a request to a chat
    /// has few of those that it may have. MLflow's transformers flavor falls back on its own signature too. Tensors it knows
    /// by heart: lists of numbers are not told apart from columns by themselves.
    ///
    /// - Parameters:
    ///   - own: The flavor's signature.
    ///   - settings: The flavor's parameters, which are no columns where they stand in an `llm/v1` body.
    func signature(
        over own: ModelSignature?, settings: [FlavorDescriptor.Setting], logger: Logger
    ) throws(FlavorError) -> ModelSignature {
        do throws(FlavorError) {
            let input = file.example.withoutSettings(Set(settings.map(\.name)))
            if let inputs = own?.inputs {
                return try ModelSignature(
                    inputs: schema(of: input, otherwise: inputs, logger: logger), outputs: own?.outputs,
                    params: try ModelSignature.params(inferredFrom: file.params) ?? own?.params)
            }
            let (inferred, warnings) = try ModelSignature.infer(input: input, params: file.params)
            for warning in warnings { logger.warning("\(path): \(warning)") }
            return try ModelSignature(
                inputs: inferred.inputs, outputs: own?.outputs, params: inferred.params ?? own?.params)
        } catch {
            throw FlavorError(error.code, "\(path): \(error.message)")
        }
    }

    private func schema(of input: Example, otherwise own: Schema, logger: Logger) -> Schema {
        if own.tensors != nil, case .value = input { return own }
        do throws(FlavorError) {
            let inferred = try Schema.infer(from: input)
            return own.describesAll(of: inferred) ? own : inferred
        } catch {
            logger.warning("\(path): \(error.message); the inputs stay as the flavor declares them")
            return own
        }
    }
}

extension Schema {
    /// Whether the columns of another schema are among the named ones of this.
    fileprivate func describesAll(of other: Schema) -> Bool {
        guard case .columns(let own) = fields, case .columns(let others) = other.fields else { return false }
        let names = Set(own.compactMap(\.name))
        return !names.isEmpty && others.allSatisfy { column in column.name.map(names.contains) ?? false }
    }
}

extension Example {
    /// The example without what a flavor takes as parameters, where it is the body of an `llm/v1` task.
    fileprivate func withoutSettings(_ names: Set<String>) -> Example {
        guard case .value(.map(let map)) = self, InputExample.isTaskBody(map.entries.lazy.map(\.name)) else {
            return self
        }
        return .value(.map(ValueMap(map.entries.filter { !names.contains($0.name) }.map { ($0.name, $0.value) })))
    }
}
