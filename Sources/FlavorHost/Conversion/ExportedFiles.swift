import FlavorKit

/// What a flavor left of an export, looked at before another flavor reads it.
struct ExportedFiles {
    /// The flavor that exported.
    let exporter: String
    /// The format as the flavor that reads it knows it.
    let format: FlavorDescriptor.Format

    /// Checks the folder that the flavor was given.
    ///
    /// - Throws: `FlavorError`: the folder is gone, or holds what is no file, no folder and no link to one.
    func checkWritten(_ folder: String) throws(FlavorError) {
        guard FileStatus(folder, followingLinks: false)?.isFolder == true else {
            throw fault("and removed the folder that it was to write into")
        }
        try check(folder)
        do throws(FlavorError) {
            try Files.walk(folder) { _, relative, status throws(FlavorError) in
                guard status.isFile || status.isFolder else {
                    throw fault("with something that is neither file nor folder at \(ABI.oneLine(relative))")
                }
            }
        } catch {
            guard error.code != .internal else { throw error }
            throw fault("in a folder that cannot be read: \(error.message)")
        }
    }

    /// Checks that a folder has the format, as far as the names of files tell.
    func check(_ folder: String) throws(FlavorError) {
        guard let missing = FormatMatch.missing(format, in: folder), !missing.isEmpty else { return }
        throw fault("without \(missing.joined(separator: ", "))")
    }

    /// An error of who reads an exported folder, as the user can read it: of a link there, the file that it leads to.
    static func naming(_ error: FlavorError, in folder: String) -> FlavorError {
        guard error.message.contains(folder), let names = try? Files.names(in: folder) else { return error }
        var message = error.message
        for name in names {
            let path = "\(folder)/\(name)"
            guard let target = FilePath.resolved(path), target != path else { continue }
            message = message.split(separator: path, omittingEmptySubsequences: false).joined(separator: target)
        }
        return FlavorError(error.code, message, detail: error.detail)
    }

    private func fault(_ what: String) -> FlavorError {
        FlavorError(.internal, "plug-in \"\(exporter)\" exported \(format.name) \(what)")
    }
}
