extension ScalarClasses {
    /// What `\p{…}` of a regular expression names: a general category by its short or long name, or `Han`.
    ///
    /// Case, spaces, hyphens and underscores make no difference, as Oniguruma has it.
    init?(propertyNamed name: String) {
        let ignored: Set<Unicode.Scalar> = [" ", "-", "_"]
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.filter { !ignored.contains($0) }))
        guard name.utf8.allSatisfy({ $0 < 0x80 }), let classes = Self.named[plain.lowercased()] else { return nil }
        self = classes
    }

    private static let named: [String: ScalarClasses] = [
        "l": .letters, "letter": .letters, "m": .marks, "mark": .marks, "combiningmark": .marks, "n": .numbers,
        "number": .numbers, "p": .punctuation, "punctuation": .punctuation, "s": .symbols, "symbol": .symbols,
        "z": .separators, "separator": .separators, "c": .others, "other": .others, "lu": .uppercaseLetter,
        "uppercaseletter": .uppercaseLetter, "ll": .lowercaseLetter, "lowercaseletter": .lowercaseLetter,
        "lt": .titlecaseLetter, "titlecaseletter": .titlecaseLetter, "lm": .modifierLetter,
        "modifierletter": .modifierLetter, "lo": .otherLetter, "otherletter": .otherLetter, "mn": .nonspacingMark,
        "nonspacingmark": .nonspacingMark, "mc": .spacingMark, "spacingmark": .spacingMark, "me": .enclosingMark,
        "enclosingmark": .enclosingMark, "nd": .decimalNumber, "decimalnumber": .decimalNumber, "nl": .letterNumber,
        "letternumber": .letterNumber, "no": .otherNumber, "othernumber": .otherNumber, "pc": .connectorPunctuation,
        "connectorpunctuation": .connectorPunctuation, "pd": .dashPunctuation, "dashpunctuation": .dashPunctuation,
        "ps": .openPunctuation, "openpunctuation": .openPunctuation, "pe": .closePunctuation,
        "closepunctuation": .closePunctuation, "pi": .initialPunctuation, "initialpunctuation": .initialPunctuation,
        "pf": .finalPunctuation, "finalpunctuation": .finalPunctuation, "po": .otherPunctuation,
        "otherpunctuation": .otherPunctuation, "sm": .mathSymbol, "mathsymbol": .mathSymbol, "sc": .currencySymbol,
        "currencysymbol": .currencySymbol, "sk": .modifierSymbol, "modifiersymbol": .modifierSymbol,
        "so": .otherSymbol, "othersymbol": .otherSymbol, "zs": .spaceSeparator, "spaceseparator": .spaceSeparator,
        "zl": .lineSeparator, "lineseparator": .lineSeparator, "zp": .paragraphSeparator,
        "paragraphseparator": .paragraphSeparator, "cc": .control, "control": .control, "cf": .format,
        "format": .format, "cs": .surrogate, "surrogate": .surrogate, "co": .privateUse, "privateuse": .privateUse,
        "cn": .unassigned, "unassigned": .unassigned, "han": .han, "hani": .han,
    ]
}
