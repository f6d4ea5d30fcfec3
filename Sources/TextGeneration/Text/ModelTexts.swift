import ChatTemplates
import FlavorKit
import Tokenizers

/// What a model's folder says of texts: how they become tokens and back, and how messages become a prompt.
///
/// It needs nothing of the model, so that both can be read at the same time.
package struct ModelTexts: Sendable {
    let tokenizer: Tokenizer
    let pieces: TokenPieces
    /// What is told to who answers through the model.
    let templates: ChatTemplateFile

    /// Reads the chat templates.
    ///
    /// - Parameter folder: Where they and the special tokens are.
    /// - Throws: `FlavorError`: the file, expected and found.
    package init(tokenizer: Tokenizer, folder: String) throws(FlavorError) {
        self.tokenizer = tokenizer
        pieces = TokenPieces(tokenizer)
        do {
            templates = try ChatTemplateFile(folder)
        } catch {
            throw FlavorError(.invalidArgument, error.description)
        }
    }
}
