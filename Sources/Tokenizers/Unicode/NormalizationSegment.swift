/// A stretch of text that normalizes by itself: from one boundary to the next.
struct NormalizationSegment {
    private(set) var parts: [NormalizationPart] = []
    private let form: NormalizationForm
    /// Where the marks at the end begin that are not in order yet.
    private var marksStart = 0
    private var isOrdered = true

    init(form: NormalizationForm) { self.form = form }

    mutating func removeAll() {
        parts.removeAll(keepingCapacity: true)
        marksStart = 0
        isOrdered = true
    }

    /// Takes the segment that begins at a position apart, and tells where it ends.
    mutating func read(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        removeAll()
        var position = start
        repeat {
            let (scalar, end) = utf8.validScalar(at: position)
            if position > start && form.isBoundary(before: scalar) { break }
            append(scalar)
            position = end
        } while position < utf8.count
        return position
    }

    /// Takes a scalar apart.
    mutating func append(_ scalar: Unicode.Scalar) {
        if Hangul.isSyllable(scalar.value) {
            var change: Int32 = 0
            Hangul.forEachLetter(of: scalar.value) { letter in
                // The lead composes with nothing before it.
                let part = NormalizationPart(letter, combiningClass: 0, composesBackward: change > 0)
                append(part, change: change)
                change = 1
            }
            return
        }
        let record = NormalRecord(of: scalar)
        let decomposition = record.decomposition(compatible: form.isCompatible)
        if decomposition.isEmpty {
            let part = NormalizationPart(
                scalar.value, combiningClass: record.combiningClass, composesBackward: record.composesBackward)
            append(part, change: 0)
        }
        var change: Int32 = 0
        for word in decomposition {
            append(NormalizationPart(stored: word), change: change)
            change = 1
        }
    }

    /// Puts what is left in order, and together again if the form asks for it.
    mutating func finish() {
        order()
        if form.isComposed { compose() }
    }

    @inline(__always)
    private mutating func append(_ part: NormalizationPart, change: Int32) {
        if part.combiningClass == 0 {
            order()
            marksStart = parts.count + 1
        } else if let last = parts.last, last.combiningClass > part.combiningClass {
            isOrdered = false
        }
        parts.append(part)
        parts[parts.count - 1].change = change
    }

    /// Sorts the last marks by class; those of one class keep their order.
    private mutating func order() {
        if isOrdered { return }
        isOrdered = true
        if parts.count - marksStart > 16 {
            // A text of nothing but marks must not take quadratic time.
            var groups = [[NormalizationPart]](repeating: [], count: 256)
            for part in parts[marksStart...] { groups[Int(part.combiningClass)].append(part) }
            parts.replaceSubrange(marksStart..., with: groups.joined())
            return
        }
        for index in (marksStart + 1)..<parts.count {
            let part = parts[index]
            var place = index
            while place > marksStart, parts[place - 1].combiningClass > part.combiningClass {
                parts[place] = parts[place - 1]
                place -= 1
            }
            parts[place] = part
        }
    }

    /// Composes each starter with what follows and is not blocked.
    private mutating func compose() {
        var starter: Int?
        // The class of the last part after the starter that did not compose, if any.
        var lastClass = -1
        var count = 0
        for index in parts.indices {
            let part = parts[index]
            if let starter, part.composesBackward, lastClass < Int(part.combiningClass),
                let composite = Self.composition(of: parts[starter].scalar, with: part.scalar)
            {
                parts[starter].scalar = composite.value
                // A composite replaces what its parts replace, and the second one is gone.
                parts[starter].change += part.change - 1
                continue
            }
            parts[count] = part
            if part.combiningClass == 0 {
                starter = count
                lastClass = -1
            } else {
                lastClass = Int(part.combiningClass)
            }
            count += 1
        }
        parts.removeLast(parts.count - count)
    }

    @inline(__always)
    private static func composition(of first: UInt32, with second: UInt32) -> Unicode.Scalar? {
        if let syllable = Hangul.composition(of: first, with: second) { return syllable }
        guard let first = Unicode.Scalar(first) else { return nil }
        return NormalRecord(of: first).composition(with: second)
    }
}
