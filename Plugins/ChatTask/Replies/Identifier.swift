/// Names that are drawn at random.
enum Identifier {
    /// The name of a reply, as long as a UUID.
    static func reply(_ task: LanguageTask) -> String { task.identifierPrefix + text(32, of: hexadecimal) }

    /// The name of a call: nine letters and digits, which every model's template takes (Mistral's no other).
    static func toolCall() -> String { text(9, of: alphanumeric) }

    private static let hexadecimal = Array("0123456789abcdef")
    private static let alphanumeric = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    private static func text(_ count: Int, of characters: [Character]) -> String {
        String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count)] })
    }
}
