import FlavorHost
import FlavorKit
import Glibc

/// One check of the conformance suite.
struct ConformanceCheck {
    let claim: String
    let body: @Sendable (Subject) throws -> Void

    static let all: [ConformanceCheck] = [
        ConformanceCheck(claim: "the descriptor survives its JSON") { subject in
            let descriptor = subject.plugin.descriptor
            try expect(FlavorDescriptor(json: descriptor.json) == descriptor, "it reads back differently")
        },
        ConformanceCheck(claim: "a saved model loads and predicts the same twice") { subject in
            let model = try subject.savedModel("twice")
            try expect(try subject.answer(of: model) == subject.answer(of: model), "the answers differ")
        },
        ConformanceCheck(claim: "saving twice gives models that predict the same") { subject in
            let first = try subject.answer(of: subject.savedModel("first"))
            let second = try subject.answer(of: subject.savedModel("second"))
            try expect(first == second, "the answers differ")
        },
        ConformanceCheck(claim: "a source used in place predicts as the saved model") { subject in
            guard subject.format.inPlace else { return }
            let entries = try subject.plugin.save(
                source: subject.conformance.source, format: subject.format.name, folder: nil)
            let inPlace = try subject.load(entries, folder: subject.conformance.source)
            let saved = try subject.savedModel("copy")
            try expect(try subject.answer(of: inPlace) == subject.answer(of: saved), "the answers differ")
        },
        ConformanceCheck(claim: "a stream of texts adds up to the one answer") { subject in
            let model = try subject.savedModel("stream")
            guard case .string(let whole) = try subject.answer(of: model) else { return }
            let pieces = try model.stream(
                subject.conformance.input, parameters: subject.conformance.parameters,
                options: CallOptions(threads: subject.conformance.threads))
            var text = ""
            while let piece = try pieces.next() {
                guard let delta = piece.value.stringValue else {
                    throw FlavorError(.internal, "a delta is a \(piece.value.kindName)")
                }
                text += delta
            }
            try expect(text == whole, "the pieces add up to another text")
        },
        ConformanceCheck(claim: "two models live side by side and one outlives the other") { subject in
            let kept = try subject.savedModel("kept")
            let expected = try subject.answer(of: kept)
            do {
                let other = try subject.savedModel("other")
                try expect(try subject.answer(of: other) == expected, "the answers differ")
            }
            try expect(try subject.answer(of: kept) == expected, "the answer changed when the other was unloaded")
        },
        ConformanceCheck(claim: "a call that is cancelled before it starts ends as cancelled") { subject in
            let model = try subject.savedModel("cancelled")
            let cancellation = Cancellation()
            cancellation.cancel()
            try expectFailure([.cancelled]) {
                _ = try subject.answer(of: model, options: CallOptions(cancellation: cancellation))
            }
            _ = try subject.answer(of: model)
        },
        ConformanceCheck(claim: "a source that is empty is refused in one line, and the next save works") { subject in
            let empty = "\(subject.scratch)/empty"
            let target = "\(subject.scratch)/empty-target"
            guard mkdir(empty, 0o755) == 0, mkdir(target, 0o755) == 0 else {
                throw FlavorError(.unavailable, "no folder can be made")
            }
            // The host sees to it that a format's files are there; a flavor that takes nothing from them need not look.
            guard FormatMatch.missing(subject.format, in: empty) != nil, try subject.keepsFiles("kept-files") else {
                return
            }
            try expectFailure(nil) {
                _ = try subject.plugin.save(source: empty, format: subject.format.name, folder: target)
            }
            _ = try subject.savedModel("after-failure")
        },
        ConformanceCheck(claim: "a folder without the model's files is refused in one line") { subject in
            let (entries, folder) = try subject.save("gone")
            // A model without files is whole without its folder.
            if try Files.list(folder).isEmpty { return }
            try Files.remove(folder)
            try expectFailure(nil) { _ = try subject.load(entries, folder: folder) }
        },
    ]

    private static func expect(_ condition: Bool, _ failure: String) throws {
        if !condition { throw FlavorError(.failedPrecondition, failure) }
    }

    /// Expects a failure with one of some codes, or any, and a message of one line that is not empty.
    private static func expectFailure(_ codes: [FlavorError.Code]?, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as FlavorError {
            try expect(codes?.contains(error.code) ?? true, "it failed as \(error.code): \(error.message)")
            try expect(!error.message.isEmpty, "its message is empty")
            try expect(!error.message.contains(where: \.isNewline), "its message has several lines")
            return
        }
        throw FlavorError(.failedPrecondition, "it did not fail")
    }
}
