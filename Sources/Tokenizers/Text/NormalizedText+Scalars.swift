/// What becomes of a scalar when a text is changed scalar by scalar.
enum ScalarChange {
    case kept
    case removed
    case replaced(Unicode.Scalar)
    /// Replaced by two, of which the second is an additional one.
    case replacedByTwo(Unicode.Scalar, Unicode.Scalar)
    /// Put between two others, the first of which replaces it.
    case surrounded(Unicode.Scalar, Unicode.Scalar)
}

extension NormalizedText {
    /// Changes a text scalar by scalar.
    @inline(__always)
    mutating func changeScalars(_ change: (Unicode.Scalar) -> ScalarChange) {
        rewrite { text in
            let source = text.source
            var start = 0
            while start < source.count {
                let (scalar, end) = source.validScalar(at: start)
                let change = change(scalar)
                switch change {
                case .kept: break
                case .removed:
                    text.keep(upTo: start)
                    text.remove(upTo: end)
                case .replaced(let new):
                    text.keep(upTo: start)
                    text.put(new, change: 0)
                case .replacedByTwo(let first, let second):
                    text.keep(upTo: start)
                    text.put(first, change: 0)
                    text.put(second, change: 1)
                case .surrounded(let before, let after):
                    text.keep(upTo: start)
                    text.put(before, change: 0)
                    text.put(scalar, change: 1)
                    text.put(after, change: 1)
                }
                start = end
            }
        }
    }
}
