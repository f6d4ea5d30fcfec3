import CUnicodeTables

/// The script of a scalar as `UnicodeScripts` has it.
///
/// Those are Unicode's scripts, with Hiragana, Katakana and the long vowel mark taken for Han. Scripts have no names here:
/// the pre-tokenizer only asks whether two are the same.
struct ScalarScript: Equatable, Sendable {
    private let number: UInt8

    @inline(__always)
    init(of scalar: Unicode.Scalar) { number = unicode_script(scalar.value) }

    /// Whether it goes with any script: the space and what the peer's table does not have.
    @inline(__always)
    var isAny: Bool { number == 0 }
}
