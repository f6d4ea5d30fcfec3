/// Hangul syllables and the letters they are made of, which normalization calculates.
enum Hangul {
    private static let firstSyllable: UInt32 = 0xAC00
    private static let firstLead: UInt32 = 0x1100
    private static let firstVowel: UInt32 = 0x1161
    /// The one before the first trailing consonant: it stands for having none.
    private static let noTrail: UInt32 = 0x11A7
    private static let leadCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let trailCount: UInt32 = 28

    @inline(__always)
    static func isSyllable(_ scalar: UInt32) -> Bool {
        scalar &- firstSyllable < leadCount * vowelCount * trailCount
    }

    /// Calls a body with the two or three letters of a syllable.
    @inline(__always)
    static func forEachLetter(of syllable: UInt32, _ body: (UInt32) -> Void) {
        let index = syllable - firstSyllable
        body(firstLead + index / (vowelCount * trailCount))
        body(firstVowel + index / trailCount % vowelCount)
        if index % trailCount != 0 { body(noTrail + index % trailCount) }
    }

    /// The syllable of a lead and a vowel, or of a syllable without a trail and a trail.
    @inline(__always)
    static func composition(of first: UInt32, with second: UInt32) -> Unicode.Scalar? {
        let lead = first &- firstLead
        let vowel = second &- firstVowel
        if lead < leadCount, vowel < vowelCount {
            return Unicode.Scalar(firstSyllable + (lead * vowelCount + vowel) * trailCount)
        }
        let trail = second &- noTrail
        guard isSyllable(first), (first - firstSyllable) % trailCount == 0, trail > 0, trail < trailCount else {
            return nil
        }
        return Unicode.Scalar(first + trail)
    }
}
