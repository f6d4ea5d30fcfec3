import FlavorKit
import Glibc

/// Measures the product against its peers in one run, in ratios.
///
/// `FlavorBenchmarks decode [MODEL [ONNX_MODEL [THREADS]]]`, `FlavorBenchmarks graph [MODEL]`,
/// `FlavorBenchmarks start [MODEL]`, `FlavorBenchmarks payload [PART]`, with a part of the names of what to measure,
/// `FlavorBenchmarks tokenize [KIND]` or `FlavorBenchmarks render`. The peer runs in the Python environment that `Tests/Interop/peers`
/// makes; `PEERS` names another one. Without it only our own figure is printed.
@main
enum Benchmarks {
    static func main() {
        do {
            switch CommandLine.arguments.dropFirst().first {
            case "decode": try DecodeBenchmark(arguments: Array(CommandLine.arguments.dropFirst(2))).run()
            case "graph": try GraphBenchmark(arguments: Array(CommandLine.arguments.dropFirst(2))).run()
            case "start": try StartBenchmark(arguments: Array(CommandLine.arguments.dropFirst(2))).run()
            case "render": try RenderBenchmark().run()
            case "payload": try PayloadBenchmark(only: CommandLine.arguments.dropFirst(2).first).run()
            case "tokenize": try TokenizeBenchmark(only: CommandLine.arguments.dropFirst(2).first).run()
            default:
                fail(
                    "usage: FlavorBenchmarks decode [MODEL [ONNX_MODEL [THREADS]]] | graph [MODEL] | start [MODEL] "
                        + "| payload [PART] | tokenize [KIND] | render",
                    status: 64)
            }
        } catch {
            fail("error: \(error)", status: 1)
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        let line = message + "\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        exit(status)
    }
}
