/// Names as an error message lists them: each in quotes, with a word before the last where there is one.
func list(_ names: [String], lastWord: String? = nil) -> String {
    let quoted = names.map { "\"\($0)\"" }
    guard let lastWord, let last = quoted.last, quoted.count > 1 else { return quoted.joined(separator: ", ") }
    return "\(quoted.dropLast().joined(separator: ", ")) \(lastWord) \(last)"
}
