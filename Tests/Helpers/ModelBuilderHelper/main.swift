// Builds models from the command line, for the comparisons with the real systems:
// `ModelBuilderHelper int4|fp16|fp32|encoder|huggingface SOURCE FOLDER [THREADS]` makes the folder and prints the most memory in use.
import Glibc
import ModelBuilder

func fail(_ message: String) -> Never {
    let line = "ModelBuilderHelper: \(message)\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(1)
}

/// The most memory that the process had in use at a time, in kB.
func peakMemory() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if text.hasPrefix("VmHWM:") { return text.split(separator: " ").compactMap { Int($0) }.first ?? 0 }
    }
    return 0
}

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    fail("expected int4, fp16, fp32, encoder or huggingface, a source, a folder and perhaps a number of threads")
}
let threads = arguments.count > 4 ? Int(arguments[4]) ?? 1 : 2
let (source, folder) = (arguments[2], arguments[3])
guard mkdir(folder, 0o777) == 0 else { fail("\(folder) cannot be made: is it there already?") }
do {
    if let precision = Precision(rawValue: arguments[1]) {
        let builder = try GenerateModelBuilder(folder: source, precision: precision)
        try builder.write(to: folder, threads: threads) { _ in }
    } else if arguments[1] == "encoder" {
        let builder = try EncoderModelBuilder(folder: source)
        try builder.write(to: folder, threads: threads) { _ in }
    } else {
        let exporter = try HuggingFaceExporter(folder: source)
        try exporter.write(to: folder, threads: threads) { _ in }
    }
    sync()
    print("\(peakMemory()) kB at most")
} catch {
    fail("\(error)")
}
