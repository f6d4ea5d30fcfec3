/// Letters that are the same when case is ignored, for ASCII letters.
///
/// Unicode folds three more scalars to ASCII letters by themselves (ſ, K) or in pairs and triples (ß, ﬁ and the like), and
/// Oniguruma matches them too.
enum RegexCase {
    /// Adds the other cases of the letters in a set.
    static func closure(of set: ScalarSet) throws(RegexError) -> ScalarSet {
        guard set.intersection(foreignCased).isEmpty else {
            throw .unsupported("letters beyond ASCII where case is ignored")
        }
        var closed = set
        for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
            let upper = letter - 32
            guard set.contains(ascii: letter) || set.contains(ascii: upper) else { continue }
            closed = closed.union(ScalarSet(Unicode.Scalar(letter))).union(ScalarSet(Unicode.Scalar(upper)))
            switch letter {
            case UInt8(ascii: "k"): closed = closed.union(ScalarSet("\u{212A}"))
            case UInt8(ascii: "s"): closed = closed.union(ScalarSet("\u{17F}"))
            default: break
            }
        }
        return closed
    }

    /// The lowercase letter of an ASCII letter.
    static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "a"..."z": scalar
        case "A"..."Z": Unicode.Scalar(scalar.value + 32)
        default: nil
        }
    }

    /// What several letters in a row may also be written as, the longest first.
    static let ligatures: [(letters: String, set: ScalarSet)] = [
        ("ffi", ScalarSet("\u{FB03}")), ("ffl", ScalarSet("\u{FB04}")), ("ff", ScalarSet("\u{FB00}")),
        ("fi", ScalarSet("\u{FB01}")), ("fl", ScalarSet("\u{FB02}")), ("ss", ScalarSet(anyOf: "\u{DF}\u{1E9E}")),
        ("st", ScalarSet(anyOf: "\u{FB05}\u{FB06}")),
    ]

    /// What has other cases, or may have, beyond ASCII.
    private static let foreignCased = ScalarSet([
        .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .nonspacingMark, .letterNumber,
        .otherSymbol,
    ]).intersection(ScalarSet("\0"..."\u{7F}").inverted)
}
