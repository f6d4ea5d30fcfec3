import FlavorKit
import JSON

extension YAML {
    /// Reads a document in UTF-8 by PyYAML's rules; an empty document is null.
    ///
    /// Of equal keys the last one wins. Refused are documents of more than 16 MiB, several documents in one file, tags
    /// beyond YAML's core, and aliases that refer to themselves or grow beyond a million values.
    /// - Parameter file: What messages call the document.
    /// - Throws: ``FlavorError`` with code ``FlavorError/Code/invalidArgument``, naming file and line.
    package static func parse(_ bytes: [UInt8], file: String) throws(FlavorError) -> YAMLDocument {
        guard bytes.count <= sizeLimit else {
            throw FlavorError(
                .invalidArgument, "\(file): at most \(sizeLimit >> 20) MiB of YAML are read, found \(bytes.count) bytes"
            )
        }
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(FlavorError) in
                var composer = YAMLComposer(events: try YAMLEventReader(buffer, file: file), file: file)
                return try composer.composeDocument()
            }
        }
        return try result.get()
    }
}
