/// Cuts a template into tokens, with the whitespace rules of `trim_blocks` and `lstrip_blocks`.
///
/// After a block tag one line break is swallowed; before one, the spaces of its line. A `-` in a tag swallows all
/// whitespace on its side, a `+` keeps it.
struct Lexer {
    /// The template's scalars, with line breaks as `\n` and without the last one.
    let source: [Unicode.Scalar]
    var position = 0
    var tokens: [Token] = []
    /// Whether the last piece that was read ended a line.
    private var isLineStart = true
    /// The brackets that are open in the current tag.
    private var closing: [Unicode.Scalar] = []

    init(_ text: String) {
        var source = Array(text.unicodeScalars)
        normalizeLineBreaks(&source)
        if source.last == "\n" { source.removeLast() }
        self.source = source
    }

    /// The tokens of the whole template.
    mutating func tokenize() throws(LexicalFailure) -> [Token] {
        while position < source.count { try readData() }
        tokens.append(Token(kind: .end, text: "", offset: source.count))
        return tokens
    }

    /// The scalar at some distance.
    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < source.count ? source[position + distance] : nil
    }

    /// Whether the text at an offset is this.
    private func matches(_ text: StaticString, at offset: Int) -> Bool {
        var offset = offset
        return text.withUTF8Buffer { bytes in
            for byte in bytes {
                guard offset < source.count, source[offset].value == UInt32(byte) else { return false }
                offset += 1
            }
            return true
        }
    }

    private func skipSpace(_ offset: Int) -> Int {
        var offset = offset
        while offset < source.count, isSpace(source[offset]) { offset += 1 }
        return offset
    }

    mutating func add(_ kind: Token.Kind, _ text: String = "", at offset: Int) {
        tokens.append(Token(kind: kind, text: text, offset: offset))
    }

    // MARK: Text between tags

    /// Reads text up to the next tag, and the tag.
    private mutating func readData() throws(LexicalFailure) {
        let start = position
        var tag = start
        while tag < source.count {
            if source[tag] == "{", tag + 1 < source.count, ["{", "%", "#"].contains(source[tag + 1]) { break }
            tag += 1
        }
        guard tag < source.count else {
            addData(start..<tag, at: start)
            position = tag
            return
        }
        let sign = tag + 2 < source.count ? source[tag + 2] : " "
        let control = ["-", "+"].contains(sign) ? sign : nil
        let end = stripped(start..<tag, control: control, isVariable: source[tag + 1] == "{")
        addData(start..<end, at: start)
        position = tag + 2 + (control == nil ? 0 : 1)
        switch source[tag + 1] {
        case "#": try skipComment(from: tag)
        case "{":
            add(.variableBegin, at: tag)
            try readTag(isVariable: true)
        default:
            if let afterRaw = rawBegin() {
                position = afterRaw
                try readRaw(from: tag)
            } else {
                add(.blockBegin, at: tag)
                try readTag(isVariable: false)
            }
        }
    }

    private mutating func addData(_ range: Range<Int>, at offset: Int) {
        guard !range.isEmpty else { return }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[range])
        add(.data, String(text), at: offset)
    }

    /// Where text ends once the whitespace before a tag is taken off.
    private func stripped(_ range: Range<Int>, control: Unicode.Scalar?, isVariable: Bool) -> Int {
        var end = range.upperBound
        if control == "-" {
            while end > range.lowerBound, isSpace(source[end - 1]) { end -= 1 }
            return end
        }
        guard control == nil, !isVariable else { return end }
        while end > range.lowerBound, source[end - 1] != "\n", isSpace(source[end - 1]) { end -= 1 }
        let isWholeLine = end > range.lowerBound ? source[end - 1] == "\n" : isLineStart
        return isWholeLine ? end : range.upperBound
    }

    // MARK: Ends of tags

    /// Skips what a tag's end swallows.
    private mutating func endTag(_ marks: StaticString, length: Int, trims: Bool) -> Bool {
        if trims, peek() == "+", matches(marks, at: position + 1) {
            position += length + 1
            isLineStart = false
            return true
        }
        if peek() == "-", matches(marks, at: position + 1) {
            let end = position + length + 1
            position = skipSpace(end)
            isLineStart = position > end && source[position - 1] == "\n"
            return true
        }
        guard matches(marks, at: position) else { return false }
        position += length
        isLineStart = trims && peek() == "\n"
        if isLineStart { position += 1 }
        return true
    }

    private mutating func skipComment(from start: Int) throws(LexicalFailure) {
        while position < source.count {
            if endTag("#}", length: 2, trims: true) { return }
            position += 1
        }
        throw LexicalFailure("the comment that begins here is not ended by '#}'", start)
    }

    /// The offset after `{% raw %}`, when the tag at hand is one.
    private func rawBegin() -> Int? {
        var offset = skipSpace(position)
        guard matches("raw", at: offset) else { return nil }
        offset = skipSpace(offset + 3)
        if matches("-%}", at: offset) { return skipSpace(offset + 3) }
        return matches("%}", at: offset) ? offset + 2 : nil
    }

    private mutating func readRaw(from start: Int) throws(LexicalFailure) {
        let textStart = position
        isLineStart = position > 0 && source[position - 1] == "\n"
        while position < source.count {
            guard matches("{%", at: position) else {
                position += 1
                continue
            }
            let tag = position
            let control = peek(2).flatMap { ["-", "+"].contains($0) ? $0 : nil }
            let word = skipSpace(tag + (control == nil ? 2 : 3))
            if matches("endraw", at: word) {
                let end = stripped(textStart..<tag, control: control, isVariable: false)
                position = skipSpace(word + 6)
                if endTag("%}", length: 2, trims: true) {
                    addData(textStart..<end, at: textStart)
                    return
                }
            }
            position = tag + 1
        }
        throw LexicalFailure("the raw block that begins here is not ended by '{% endraw %}'", start)
    }

    // MARK: Within tags

    private mutating func readTag(isVariable: Bool) throws(LexicalFailure) {
        closing = []
        while position < source.count {
            let offset = position
            if closing.isEmpty {
                let ended =
                    isVariable
                    ? endTag("}}", length: 2, trims: false) : endTag("%}", length: 2, trims: true)
                if ended {
                    add(isVariable ? .variableEnd : .blockEnd, at: offset)
                    return
                }
            }
            try readToken(source[position])
        }
    }

    private mutating func readToken(_ scalar: Unicode.Scalar) throws(LexicalFailure) {
        if isSpace(scalar) {
            position = skipSpace(position)
        } else if isDigit(scalar) {
            try readNumber()
        } else if isWord(scalar) {
            try readName()
        } else if scalar == "'" || scalar == "\"", try readString(scalar) {
            return
        } else {
            try readSign(scalar)
        }
    }

    private mutating func readName() throws(LexicalFailure) {
        let start = position
        while let scalar = peek(), isWord(scalar) { position += 1 }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: source[start..<position])
        let isIdentifier =
            (source[start] == "_" || source[start].properties.isXIDStart)
            && name.dropFirst().allSatisfy { $0.properties.isXIDContinue }
        guard isIdentifier else { throw LexicalFailure("a name has a character that no name may have", start) }
        add(.name, String(name), at: start)
    }

    private mutating func readSign(_ scalar: Unicode.Scalar) throws(LexicalFailure) {
        let pair = String(scalar) + (peek(1).map { String($0) } ?? "")
        if ["//", "**", "==", "!=", ">=", "<="].contains(pair) {
            add(.sign(pair), at: position)
            position += 2
            return
        }
        switch scalar {
        case "(": closing.append(")")
        case "[": closing.append("]")
        case "{": closing.append("}")
        case ")", "]", "}":
            guard let expected = closing.popLast() else { throw LexicalFailure("unexpected '\(scalar)'", position) }
            guard expected == scalar else {
                throw LexicalFailure("unexpected '\(scalar)', expected '\(expected)'", position)
            }
        case "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ":", "|", ",", ";": break
        default: throw LexicalFailure("unexpected character \(quoted(String(scalar)))", position)
        }
        add(.sign(String(scalar)), at: position)
        position += 1
    }
}

/// What is wrong with a template's characters, and at which offset.
struct LexicalFailure: Error {
    let reason: String
    let offset: Int

    init(_ reason: String, _ offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// Makes `\n` of every line break.
func normalizeLineBreaks(_ scalars: inout [Unicode.Scalar]) {
    guard scalars.contains("\r") else { return }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    for (position, scalar) in scalars.enumerated() {
        if scalar == "\r" {
            result.append("\n")
        } else if scalar != "\n" || position == 0 || scalars[position - 1] != "\r" {
            result.append(scalar)
        }
    }
    scalars = result
}

func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

/// Whether a scalar is one of a word's, as `\w` has it, or may stand in a name.
func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
        return isDigit(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
    return isAlphanumeric(scalar) || scalar.properties.isXIDContinue
}
