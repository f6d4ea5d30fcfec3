import FlavorHost

/// A file that is named on the command line; `-` is standard input.
struct InputFile {
    /// What it is called in messages.
    let name: String
    let bytes: [UInt8]

    /// Reads to the end.
    init(_ path: String) throws {
        name = path == "-" ? "standard input" : path
        bytes =
            try path == "-"
            ? Files.readStandardInput(cancellation: Interrupt.cancellation)
            : Files.readToEnd(path, cancellation: Interrupt.cancellation)
    }
}
