import FlavorKit

/// The size of a model as MLflow counts it.
package enum ModelSize {
    /// Returns the bytes of all files in a model folder but MLmodel and the environment files.
    ///
    /// MLflow counts before it copies `code/` for its Python models, and after it for others.
    package static func bytes(inFolder folder: String) throws(FlavorError) -> Int64 {
        let uncounted = Set(ModelEnvironment.fileNames + [MLmodel.fileName])
        var total: Int64 = 0
        for entry in try Files.list(folder) where !uncounted.contains(entry.path) {
            let (sum, overflow) = total.addingReportingOverflow(Int64(entry.size))
            guard !overflow else { throw FlavorError(.outOfRange, "\(folder): the files are too big to count") }
            total = sum
        }
        return total
    }
}
