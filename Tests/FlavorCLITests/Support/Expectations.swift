import TestSupport
import Testing

extension ProcessResult {
    /// What the command is to have done, in short, for comparisons that show both sides.
    struct Outcome: Equatable, CustomStringConvertible {
        var status: Int32
        var output: String
        var errors: String

        var description: String { "status \(status)\nstdout: \(output)\nstderr: \(errors)" }
    }

    /// Status, output and errors; a death by signal shows as a negative status.
    var outcome: Outcome {
        switch ending {
        case .exited(let status): Outcome(status: status, output: output, errors: errors)
        case .signalled(let signal): Outcome(status: -signal, output: output, errors: errors)
        case .timedOut: Outcome(status: Int32.min, output: output, errors: errors)
        }
    }
}

/// Expects that a command did what it was asked to, printing this and nothing on standard error.
func expectDone(_ result: ProcessResult, _ output: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
        result.outcome == ProcessResult.Outcome(status: 0, output: output, errors: ""), sourceLocation: sourceLocation)
}

/// Expects exactly one line of error, status 1, and no data.
func expectFailure(_ result: ProcessResult, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
        result.outcome == ProcessResult.Outcome(status: 1, output: "", errors: "error: \(message)\n"),
        sourceLocation: sourceLocation)
}

/// Expects one line of error that holds each of some parts, status 1, and no data.
func expectFailure(
    _ result: ProcessResult, naming parts: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
    let outcome = result.outcome
    #expect(outcome.status == 1, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(outcome.errors.hasPrefix("error: "), "\(outcome)", sourceLocation: sourceLocation)
    #expect(
        outcome.errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2, "\(outcome)",
        sourceLocation: sourceLocation)
    for part in parts {
        #expect(outcome.errors.contains(part), "\(outcome)", sourceLocation: sourceLocation)
    }
}

/// Expects the parser's refusal: status 64, an explanation that holds a part, and no data.
func expectBadUsage(_ result: ProcessResult, naming part: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let outcome = result.outcome
    #expect(outcome.status == 64, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(part), "\(outcome)", sourceLocation: sourceLocation)
}
