import JSON

/// A template in the Jinja dialect of chat templates, parsed once and rendered as often as wanted.
struct Template: Sendable {
    private let program: Program
    private let name: String?
    /// The offsets at which the lines begin.
    private let lineStarts: [Int]

    /// Parses a template.
    /// - Throws: with the place of the first fault.
    init(_ source: String, name: String? = nil) throws(ChatTemplateError) {
        self.name = name
        var lexer = Lexer(source)
        var lineStarts = [0]
        for (offset, scalar) in lexer.source.enumerated() where scalar == "\n" { lineStarts.append(offset + 1) }
        self.lineStarts = lineStarts
        do throws(LexicalFailure) {
            var parser = Parser(try lexer.tokenize())
            program = try Compiler().compile(try parser.parse())
        } catch {
            throw Self.placed(Failure(.syntax, error.reason), at: error.offset, lineStarts, name)
        }
    }

    /// The text that the template makes of variables.
    func render(
        _ variables: [String: Value], limits: RenderLimits = RenderLimits(),
        now: @escaping @Sendable () -> LocalTime = LocalTime.now
    ) throws(ChatTemplateError) -> String {
        let context = program.contextNames.map { variables[$0] ?? Globals.value($0) }
        let state = RenderState(program, context: context, limits: limits, now: now)
        defer { state.finish() }
        do throws(Failure) {
            try program.body.run(state)
            return state.output
        } catch {
            throw Self.placed(error, at: state.offset, lineStarts, name)
        }
    }

    private static func placed(
        _ failure: Failure, at offset: Int, _ lineStarts: [Int], _ name: String?
    ) -> ChatTemplateError {
        var failure = failure
        let line = lineStarts.lastIndex { $0 <= offset } ?? 0
        failure.line = line + 1
        failure.column = offset - lineStarts[line] + 1
        failure.template = name
        return failure
    }
}
