import JSON

/// The vocabulary of a folder that has no tokenizer.json.
enum VocabularyFiles {
    /// Reads vocab.txt, one token a line, or vocab.json with merges.txt.
    static func vocabulary(
        for tokenizerClass: TokenizerClass, in files: TokenizerFiles
    ) throws(TokenizerError) -> ClassVocabulary {
        let name = tokenizerClass.vocabularyFile
        guard files.has(name) else {
            throw TokenizerError(files.folder, "must hold tokenizer.json or \(name), found neither")
        }
        if name == "vocab.txt" { return ClassVocabulary(tokens: .object(try wordPieces(files.text(name)))) }
        guard files.has("merges.txt") else {
            throw TokenizerError(files.folder, "must hold merges.txt beside \(name), which is missing")
        }
        let vocabulary: JSONValue
        do { vocabulary = try JSONValue(parsing: try fileContents(files.path(name))) } catch let error as TokenizerError
        {
            throw error
        } catch {
            throw TokenizerError(files.path(name), "is not valid JSON: \(error)")
        }
        let merges = try merges(files.text("merges.txt"), file: files.path("merges.txt"))
        return ClassVocabulary(tokens: vocabulary, merges: .array(merges))
    }

    private static func wordPieces(_ text: String) -> JSONObject {
        var tokens = JSONObject()
        for (index, line) in lines(of: text).enumerated() {
            var end = line.unicodeScalars.endIndex
            while end > line.unicodeScalars.startIndex {
                let last = line.unicodeScalars.index(before: end)
                guard ScalarClasses(of: line.unicodeScalars[last]).intersects(.whitespace) else { break }
                end = last
            }
            tokens[String(line.unicodeScalars[..<end])] = .integer(Int64(index))
        }
        return tokens
    }

    private static func merges(_ text: String, file: String) throws(TokenizerError) -> [JSONValue] {
        var merges: [JSONValue] = []
        for (index, line) in lines(of: text).enumerated()
        where !line.unicodeScalars.starts(with: "#version".unicodeScalars) {
            let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw TokenizerError(file, "line \(index + 1) must hold two tokens, found \(quoted(String(line)))")
            }
            merges.append(.array(parts.map { .string(String(Substring($0))) }))
        }
        return merges
    }

    /// The lines of a text, of which the last one may or may not have an end.
    private static func lines(of text: String) -> [Substring] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0.utf8.last == UInt8(ascii: "\r") ? Substring($0.utf8.dropLast()) : $0 }
    }
}
