import JSON

extension BPE {
    /// Reads the merges, each as `"a b"` or as `["a", "b"]`, in the order of their ranks.
    ///
    /// - Parameter continuingPrefix: How many bytes the second part of a merge loses on joining.
    static func merges(
        _ field: Field, vocabulary: Vocabulary, continuingPrefix: Int
    ) throws(TokenizerError) -> PairTable {
        guard let entries = field.value.arrayValue else {
            throw field.error("must be an array, found \(shown(field.value))")
        }
        var merges = PairTable(capacity: entries.count)
        var joined: [UInt8] = []
        var rank: Int32 = 0
        for (index, entry) in entries.enumerated() {
            // merges.txt begins with such a line, and some converters have kept it.
            if entry.stringValue?.hasPrefix("#version") == true { continue }
            joined.removeAll(keepingCapacity: true)
            guard let leftCount = append(entry, to: &joined) else {
                throw field.element(index, entry).error("must be two tokens, found \(shown(entry))")
            }
            let left = try id(of: joined[..<leftCount], vocabulary, field, index)
            let right = try id(of: joined[leftCount...], vocabulary, field, index)
            guard joined.count - leftCount >= continuingPrefix else {
                throw field.element(index, entry).error("must go on with the continuing_subword_prefix")
            }
            joined.removeSubrange(leftCount..<(leftCount + continuingPrefix))
            merges.set(left, right, to: (rank, try id(of: joined[...], vocabulary, field, index)))
            rank += 1
        }
        return merges
    }

    /// Appends the bytes of a merge's tokens; returns how many the left one has, or nil when there are not two tokens.
    private static func append(_ entry: JSONValue, to joined: inout [UInt8]) -> Int? {
        switch entry {
        case .array(let tokens):
            guard tokens.count == 2, case .string(let left) = tokens[0], case .string(let right) = tokens[1] else {
                return nil
            }
            joined.append(contentsOf: left.utf8)
            joined.append(contentsOf: right.utf8)
            return left.utf8.count
        case .string(let text):
            joined.append(contentsOf: text.utf8)
            guard let space = joined.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            joined.remove(at: space)
            return joined[space...].contains(UInt8(ascii: " ")) ? nil : space
        default: return nil
        }
    }

    private static func id(
        of token: ArraySlice<UInt8>, _ vocabulary: Vocabulary, _ field: Field, _ index: Int
    ) throws(TokenizerError) -> Int32 {
        if let id = token.withUnsafeBufferPointer({ vocabulary.id(of: $0) }) { return Int32(truncatingIfNeeded: id) }
        let name = quoted(String(decoding: token, as: UTF8.self))
        throw field.element(index, .null).error("must join and make tokens of vocab, found \(name), which is not in it")
    }

    /// Whether no merge makes a token in which U+2581 follows another character.
    ///
    /// Then nothing ever joins a word with the one before it, and a text can be cut before each run of that character.
    static func mergesKeepWords(_ merges: PairTable, vocabulary: Vocabulary) -> Bool {
        merges.values.allSatisfy { _, token in
            vocabulary.texts.withBytes(of: Int(token)) { bytes in
                var index = 0
                let space = visibleSpace
                while index + 2 < bytes.count, bytes[index] == space[0], bytes[index + 1] == space[1],
                    bytes[index + 2] == space[2]
                {
                    index += 3
                }
                guard index < bytes.count else { return true }
                return !(index..<bytes.count).contains { place in
                    place + 2 < bytes.count && bytes[place] == space[0] && bytes[place + 1] == space[1]
                        && bytes[place + 2] == space[2]
                }
            } ?? true
        }
    }
}
