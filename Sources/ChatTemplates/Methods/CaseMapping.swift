/// Upper and lower case as Python maps it, scalar by scalar, with the final sigma of Greek words.
enum CaseMapping {
    static func upper(_ text: String) -> String {
        if isASCII(text) { return text.uppercased() }
        return text.unicodeScalars.reduce(into: "") { $0 += $1.properties.uppercaseMapping }
    }

    static func lower(_ text: String) -> String {
        if isASCII(text) { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.reduce(into: "") { $0 += lower(scalars, at: $1) }
    }

    private static func lower(_ scalars: [Unicode.Scalar], at position: Int) -> String {
        guard scalars[position] == "\u{3A3}" else { return scalars[position].properties.lowercaseMapping }
        // At the end of a word: after a cased letter, and before none.
        let before = scalars[..<position].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(position + 1)...].first { !$0.properties.isCaseIgnorable }
        let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
        return isFinal ? "\u{3C2}" : "\u{3C3}"
    }

    static func capitalize(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first else { return "" }
        return scalars.indices.dropFirst().reduce(into: first.properties.titlecaseMapping) {
            $0 += lower(scalars, at: $1)
        }
    }

    static func title(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var followsCased = false
        for (position, scalar) in scalars.enumerated() {
            result += followsCased ? lower(scalars, at: position) : scalar.properties.titlecaseMapping
            followsCased = scalar.properties.isCased
        }
        return result
    }

    static func swap(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.reduce(into: "") { result, position in
            let properties = scalars[position].properties
            if properties.isUppercase {
                result += lower(scalars, at: position)
            } else {
                result += properties.isLowercase ? properties.uppercaseMapping : String(scalars[position])
            }
        }
    }

    /// Case folding, through the lowercase of the uppercase where that differs.
    static func fold(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isASCII {
                result += scalar.properties.lowercaseMapping
            } else if ("\u{13A0}"..."\u{13F5}").contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar == "\u{1E9E}" {
                result += "ss"
            } else {
                let folded = scalar.properties.uppercaseMapping.unicodeScalars.reduce(into: "") {
                    $0 += $1.properties.lowercaseMapping
                }
                result += scalar.properties.isCased || scalar.properties.changesWhenCaseFolded ? folded : String(scalar)
            }
        }
    }

    /// Whether all cased scalars are of one case, and there is one at least.
    static func isAll(_ text: String, upper: Bool) -> Bool {
        var isCased = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if isTitlecase(scalar) || (upper ? properties.isLowercase : properties.isUppercase) { return false }
            if upper ? properties.isUppercase : properties.isLowercase { isCased = true }
        }
        return isCased
    }

    /// Whether every word begins with its only capital.
    static func isTitle(_ text: String) -> Bool {
        var isCased = false
        var followsCased = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isUppercase || isTitlecase(scalar) {
                if followsCased { return false }
                followsCased = true
                isCased = true
            } else if scalar.properties.isLowercase {
                if !followsCased { return false }
                isCased = true
            } else {
                followsCased = false
            }
        }
        return isCased
    }
}
