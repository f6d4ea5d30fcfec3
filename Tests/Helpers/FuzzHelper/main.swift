import Glibc
import TestSupport

// Runs the inputs [FROM, TO) of a target: FuzzHelper TARGET SEED FROM TO [PROGRESS]
//
// The number of the input at hand is kept in the file PROGRESS, mapped into memory, so that it is there when the process is
// not any more. Without arguments the names of the targets are printed.

func fail(_ message: String) -> Never {
    let line = Array("error: \(message)\n".utf8)
    write(STDERR_FILENO, line, line.count)
    exit(64)
}

/// Maps eight bytes of a file into memory.
func openProgress(_ path: String) -> UnsafeMutablePointer<UInt64> {
    let file = open(path, O_RDWR | O_CREAT, 0o600)
    guard file >= 0, ftruncate(file, 8) == 0,
        let memory = mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
    else { fail("cannot map \(path)") }
    return memory.bindMemory(to: UInt64.self, capacity: 1)
}

let words = CommandLine.arguments.dropFirst()
if words.isEmpty {
    for target in fuzzTargets { print(target.name) }
    exit(0)
}
let arguments = Array(words)
guard arguments.count >= 4, let seed = UInt64(arguments[1]), let from = UInt64(arguments[2]),
    let to = UInt64(arguments[3]), from <= to
else { fail("usage: FuzzHelper TARGET SEED FROM TO [PROGRESS]") }
guard let type = fuzzTargets.first(where: { $0.name == arguments[0] }) else {
    fail("no target is named \(arguments[0])")
}

let progress = arguments.count > 4 ? openProgress(arguments[4]) : nil
let target: any FuzzTarget
do { target = try type.init() } catch { fail("\(error)") }
var failures = 0
for number in from..<to {
    progress?.pointee = number
    var random = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ number)
    do {
        try target.run(&random)
    } catch {
        failures += 1
        print("\(type.name) \(number): \(error)")
    }
}
exit(failures == 0 ? 0 : 1)
