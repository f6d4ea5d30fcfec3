import FlavorKit

/// The size of a model as MLflow counts it.
package enum ModelSize {
    /// Returns the bytes of all files in a model folder but MLmodel and the environment files.
    ///
    /// MLflow counts before it copies `code/` for its Python models, and after it for others.
    package static func bytes(inFolder folder: String) throws(FlavorError) -> Int64 {
        try bytes(inFolder: folder, except: Set(ModelEnvironment.fileNames + ["constraints.txt", MLmodel.fileName]))
    }

    /// Returns the bytes of all files in a folder but some.
    /// - Parameter uncounted: Paths from the folder.
    /// - Throws: ``FlavorError`` when a file cannot be listed, and for sparse files whose sum no number holds.
    static func bytes(inFolder folder: String, except uncounted: Set<String>) throws(FlavorError) -> Int64 {
        var total: Int64 = 0
        for entry in try Files.list(folder) where !uncounted.contains(entry.path) {
            let (sum, overflow) = total.addingReportingOverflow(Int64(entry.size))
            guard !overflow else { throw FlavorError(.outOfRange, "\(folder): the files are too big to count") }
            total = sum
        }
        return total
    }
}
