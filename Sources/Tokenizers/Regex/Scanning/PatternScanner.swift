import CUnicodeTables

/// Scans a text for the matches of a pattern whose alternatives all have a ``PatternShape``.
///
/// The first scalar of a match tells which alternatives are worth a try.
struct PatternScanner: Sendable {
    private let shapes: [PatternShape]
    private let endings: [PatternShape.Row]
    private let tests: ScalarTests
    /// A bit for every alternative that can begin with a byte of ASCII.
    private var ofByte = [UInt64](repeating: 0, count: 256)
    /// The same for every record beyond ASCII.
    private var ofRecord = [UInt64](repeating: 0, count: 64)

    /// Reads a pattern, or returns nil when an alternative has no shape.
    init?(_ node: RegexNode) {
        let nodes = Self.alternatives(of: node)
        guard nodes.count <= 64 else { return nil }
        var tests = ScalarTests()
        var shapes: [PatternShape] = []
        var endings: [PatternShape.Row] = []
        for node in nodes {
            guard let shape = PatternShape(node, tests: &tests, endings: &endings) else { return nil }
            shapes.append(shape)
        }
        self.shapes = shapes
        self.endings = endings
        self.tests = tests
        for (index, shape) in shapes.enumerated() {
            let firsts = shape.firsts.reduce(0) { $0 | UInt64(1) << UInt64($1) }
            let bit = UInt64(1) << UInt64(index)
            for byte in 0..<0x80 where tests.ofByte[byte] & firsts != 0 { ofByte[byte] |= bit }
            for number in 0..<64 where (tests.ofRecord[number] | tests.irregular) & firsts != 0 {
                ofRecord[number] |= bit
            }
        }
    }

    /// The alternatives; one that begins or ends with a choice of its own becomes several.
    private static func alternatives(of node: RegexNode) -> [RegexNode] {
        switch node {
        case .alternatives(let nodes): nodes.flatMap(alternatives)
        case .sequence(let nodes):
            if case .alternatives(let choices)? = nodes.last {
                choices.map { .inOrder(nodes.dropLast() + [$0]) }
            } else {
                [node]
            }
        default: [node]
        }
    }

    /// Calls a body with the range of every match.
    @inline(__always)
    func forEachMatch(in utf8: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        withTested(utf8) { tested in
            shapes.withUnsafeBufferPointer { shapes in
                ofByte.withUnsafeBufferPointer { ofByte in
                    ofRecord.withUnsafeBufferPointer { ofRecord in
                        Self.scan(tested, shapes, ofByte: ofByte, ofRecord: ofRecord, body)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func withTested(_ utf8: UnsafeBufferPointer<UInt8>, _ body: (TestedText) -> Void) {
        endings.withUnsafeBufferPointer { endings in
            tests.sets.withUnsafeBufferPointer { sets in
                tests.ofByte.withUnsafeBufferPointer { ofByte in
                    tests.ofRecord.withUnsafeBufferPointer { ofRecord in
                        body(
                            TestedText(
                                utf8: utf8, endings: endings, ofByte: ofByte, ofRecord: ofRecord, sets: sets,
                                irregular: tests.irregular))
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func scan(
        _ text: TestedText, _ shapes: UnsafeBufferPointer<PatternShape>, ofByte: UnsafeBufferPointer<UInt64>,
        ofRecord: UnsafeBufferPointer<UInt64>, _ body: (Range<Int>) -> Void
    ) {
        let utf8 = text.utf8
        var position = 0
        while position < utf8.count {
            let start = position
            let byte = utf8[start]
            var candidates: UInt64
            if byte < 0x80 {
                candidates = ofByte[Int(byte)]
                position += 1
            } else {
                let (scalar, end) = utf8.validScalar(at: start)
                candidates = ofRecord[Int(unicode_class_number(scalar.value))]
                position = end
            }
            while candidates != 0 {
                let end = shapes[candidates.trailingZeroBitCount].end(in: text, from: start)
                if end >= 0 {
                    body(start..<end)
                    position = end
                    break
                }
                candidates &= candidates - 1
            }
        }
    }
}
