/// Replaces characters by the rules that SentencePiece compiled into a model.
///
/// A rule is tried on every character as a reader sees it when that has less than six bytes, and then on every scalar: of what a
/// short character begins with the shortest rule counts, and its replacement stands for the whole character.
struct PrecompiledNormalizer: Normalizer {
    private let charsmap: PrecompiledCharsmap
    /// Whether an ASCII character has a rule of its own.
    private let changesASCII: [Bool]

    init(_ field: Field) throws(TokenizerError) {
        let charsmap = try PrecompiledCharsmap(field.required("precompiled_charsmap"))
        changesASCII = (UInt8(0)..<0x80).map { byte in
            [byte].withUnsafeBufferPointer { charsmap.replacement(for: $0) != nil }
        }
        self.charsmap = charsmap
    }

    var growth: Double { charsmap.growth }

    func normalize(_ text: inout NormalizedText) {
        text.rewrite { text in
            var writer = CharsmapWriter()
            let source = text.source
            var start = 0
            while start < source.count {
                let end = Self.simpleEnd(in: source, from: start)
                while start < end { start = replaceScalar(in: source, at: start, &writer, &text) }
                let rest = Self.unsureEnd(in: source, from: start)
                replaceCharacters(in: source, start..<rest, &writer, &text)
                start = rest
            }
            writer.finish(&text)
        }
    }

    /// Replaces or keeps the scalar at a position and returns where it ends.
    @inline(__always)
    private func replaceScalar(
        in source: UnsafeBufferPointer<UInt8>, at start: Int, _ writer: inout CharsmapWriter, _ text: inout TextRewriter
    ) -> Int {
        let end = source[start] < 0x80 ? start + 1 : source.validScalar(at: start).end
        if end == start + 1, !changesASCII[Int(source[start])] {
            writer.keep(start..<end, &text)
        } else if let new = charsmap.replacement(for: UnsafeBufferPointer(rebasing: source[start..<end])) {
            charsmap.withReplacement(new) { writer.replace(1, by: $0, &text) }
        } else {
            writer.keep(start..<end, &text)
        }
        return end
    }

    /// Replaces in a part of the text whose characters may be of several scalars.
    ///
    /// The standard library and the peer both have Unicode 16's rules for what a character is.
    private func replaceCharacters(
        in source: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, _ writer: inout CharsmapWriter,
        _ text: inout TextRewriter
    ) {
        guard !part.isEmpty else { return }
        var start = part.lowerBound
        for character in String(decoding: source[part], as: UTF8.self) {
            let end = start + character.utf8.count
            if end - start < 6,
                let new = charsmap.replacement(for: UnsafeBufferPointer(rebasing: source[start..<end]))
            {
                charsmap.withReplacement(new) { writer.replace(character.unicodeScalars.count, by: $0, &text) }
                start = end
            }
            while start < end { start = replaceScalar(in: source, at: start, &writer, &text) }
        }
    }

    /// Where a run ends of scalars that are characters by themselves.
    private static func simpleEnd(in source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard start < source.count else { return start }
        var (scalar, end) = source.validScalar(at: start)
        var last = start
        while isSimple(scalar) {
            if end == source.count { return end }
            last = end
            (scalar, end) = source.validScalar(at: end)
        }
        // The last simple one may be the beginning of a longer character.
        return last > start ? source.validScalarStart(before: last) : start
    }

    /// Where a part ends after which two simple scalars follow each other.
    private static func unsureEnd(in source: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        var wasSimple = false
        while position < source.count {
            let (scalar, end) = source.validScalar(at: position)
            let isSimple = isSimple(scalar)
            if isSimple && wasSimple { return position }
            wasSimple = isSimple
            position = end
        }
        return position
    }

    /// Whether a character ends before and after a scalar where its neighbours are simple too.
    @inline(__always)
    private static func isSimple(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xC0...0x2FF, 0x370...0x482, 0x48A...0x52F, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF:
            true
        default: false
        }
    }
}

/// Writes a text with replacements, aligned as the peer aligns them.
///
/// A replacement that is empty belongs to the scalar written before it, so that one is held back. Where there is none yet, what is
/// replaced is not taken from the source, and all that follows is aligned with what stands too far ahead.
private struct CharsmapWriter {
    /// Up to where the source is to be kept.
    private var keptEnd = 0
    /// A scalar that is to be written after what is kept.
    private var pending: (scalar: Unicode.Scalar, change: Int)?
    private var isShifted = false
    private var isEmpty = true

    @inline(__always)
    mutating func keep(_ scalar: Range<Int>, _ text: inout TextRewriter) {
        isEmpty = false
        if isShifted {
            write(text.source.validScalar(at: scalar.lowerBound).scalar, change: 0, &text)
        } else {
            if pending != nil { flush(&text) }
            keptEnd = scalar.upperBound
        }
    }

    /// Replaces a number of scalars.
    mutating func replace(_ count: Int, by new: UnsafeBufferPointer<UInt8>, _ text: inout TextRewriter) {
        let newCount = new.scalarCount
        guard newCount > 0 else { return remove(count, &text) }
        isEmpty = false
        var position = 0
        for index in 0..<newCount {
            let (scalar, end) = new.validScalar(at: position)
            let isLast = index == newCount - 1
            write(scalar, change: index >= count ? 1 : isLast && newCount < count ? newCount - count : 0, &text)
            position = end
        }
    }

    private mutating func remove(_ count: Int, _ text: inout TextRewriter) {
        if pending == nil, keptEnd > text.position {
            let start = text.source.validScalarStart(before: keptEnd)
            text.keep(upTo: start)
            pending = (text.source.validScalar(at: start).scalar, 0)
            keptEnd = start
        }
        pending?.change -= count
        if isEmpty { isShifted = true }
    }

    private mutating func write(_ scalar: Unicode.Scalar, change: Int, _ text: inout TextRewriter) {
        flush(&text)
        pending = (scalar, change)
    }

    private mutating func flush(_ text: inout TextRewriter) {
        text.keep(upTo: keptEnd)
        if let pending { text.put(pending.scalar, change: pending.change) }
        pending = nil
        keptEnd = max(keptEnd, text.position)
    }

    /// Writes what is held back; what is left of the source then is gone.
    mutating func finish(_ text: inout TextRewriter) {
        flush(&text)
        text.remove(upTo: text.source.count)
    }
}
