import FlavorKit
import PluginFiles

/// Files to copy into a model folder.
struct FileList {
    /// A file; `destination` is relative to the model folder.
    struct Copy {
        let source: String
        let destination: String
    }

    private(set) var copies: [Copy] = []
    /// Files that are written, by their place in the model folder.
    private(set) var texts: [(destination: String, text: String)] = []

    mutating func add(_ source: String, to destination: String) {
        guard !copies.contains(where: { $0.destination == destination }) else { return }
        copies.append(Copy(source: source, destination: destination))
    }

    mutating func add(text: String, to destination: String) { texts.append((destination, text)) }

    /// Copies and writes all files, telling how far it is.
    ///
    /// - Throws: `CancellationError`, and `FlavorError` when a file cannot be read or written.
    func copy(to folder: String, call: Call) throws {
        for name in folders { try FileSystem.createFolder("\(folder)/\(name)") }
        var total = 0
        for copy in copies {
            let sum = total.addingReportingOverflow(try FileHandle(reading: copy.source).size())
            total = sum.overflow ? .max : sum.partialValue
        }
        var done = 0
        let copying = FileCopy { count in
            try call.checkCancellation()
            // A file may have grown since it was measured.
            done = count < total - done ? done + count : total
            call.progress(done, of: total, "copying the model")
        }
        for copy in copies { try copying.copy(copy.source, to: "\(folder)/\(copy.destination)") }
        for (destination, text) in texts {
            let file = try FileHandle(creating: "\(folder)/\(destination)")
            var text = text
            let written = text.withUTF8 { bytes in
                Result { () throws(FlavorError) in try file.write(UnsafeRawBufferPointer(bytes)) }
            }
            try written.get()
        }
    }

    /// The folders to create, each after the one that it is in.
    private var folders: [String] {
        FilePath.folders(around: copies.map(\.destination) + texts.map(\.destination))
    }
}
