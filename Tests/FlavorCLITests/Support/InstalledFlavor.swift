import Glibc
import TestSupport

/// A copy of the shipped flavor, as an installation has it: library and manifest in one folder.
struct InstalledFlavor {
    /// To be given as `--flavors`.
    let flavors: String
    var manifest: String { "\(flavors)/transformers-pipeline/flavor.json" }
    var library: String { "\(flavors)/transformers-pipeline/libTransformersPipeline.so" }

    /// Copies the built library and prints its manifest beside it.
    init(in folder: String) throws {
        flavors = "\(folder)/flavors"
        for path in [flavors, "\(flavors)/transformers-pipeline"] {
            guard mkdir(path, 0o755) == 0 else { throw TestSupportError("\(path) cannot be made") }
        }
        try writeFile(readFile("\(Flavor.buildFolder)/libTransformersPipeline.so"), to: library)
        chmod(library, 0o755)
        let result = try Flavor.runAlone("manifest", library)
        guard result.isSuccess else { throw TestSupportError("no manifest: \(result.errors)") }
        try writeFile(result.output, to: manifest)
    }
}
