import FlavorKit
import JSON

/// A signature in a JSON file: `inputs`, `outputs` and `params`, each as MLflow's text or as the document itself.
enum SignatureFile {
    /// Reads the file.
    ///
    /// - Throws: `FlavorError` naming the file and what is wrong with it.
    static func read(_ path: String) throws(FlavorError) -> ModelSignature {
        do {
            let json = try JSONValue(parsing: try Files.readToEnd(path))
            guard let object = json.objectValue else {
                throw FlavorError(
                    .invalidArgument, "expected an object with inputs, outputs and params, found \(json.kindName)")
            }
            for (key, _) in object where !["inputs", "outputs", "params"].contains(key) {
                throw FlavorError(
                    .invalidArgument, "expected inputs, outputs and params, found \"\(ABI.oneLine(key))\"")
            }
            func text(_ key: String) -> String? {
                switch object[key] {
                case nil, .null?: nil
                case .string(let text)?: text
                case let document?: document.text(.python)
                }
            }
            return try ModelSignature(
                inputsText: text("inputs"), outputsText: text("outputs"), paramsText: text("params"))
        } catch let error as FlavorError {
            throw FlavorError(error.code, error.message.hasPrefix(path) ? error.message : "\(path): \(error.message)")
        } catch {
            throw FlavorError(.invalidArgument, "\(path): expected JSON: \(error)")
        }
    }
}
