/// Turns tokens into text, one stage after another.
///
/// A decoder is fed tokens, whole or in parts, and returns what is certain of its own tokens, so that the same code
/// decodes a whole text and a stream; what may still change with the next token it keeps. A value that has not been fed
/// yet can be copied as often as texts are to be decoded.
protocol TokenDecoder: Sendable {
    /// Returns what is certain once these tokens are known; after the last ones, all that is left.
    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts

    /// Whether the last token ended in the middle of a character.
    var isInsideCharacter: Bool { get }

    /// How many times larger a token can get.
    var growth: Double { get }
}

extension TokenDecoder {
    var isInsideCharacter: Bool { false }
    var growth: Double { 1 }
}

/// The decoders that tokenizer.json can name.
let decoderCatalog = StageCatalog<any TokenDecoder>(
    name: "decoder", listKey: "decoders",
    readers: [
        ("BPEDecoder", BPEDecoder.init(_:)),
        ("ByteFallback", ByteFallbackDecoder.init(_:)),
        ("ByteLevel", ByteLevelDecoder.init(_:)),
        ("CTC", CTCDecoder.init(_:)),
        ("Fuse", FuseDecoder.init(_:)),
        ("Metaspace", MetaspaceDecoder.init(_:)),
        ("Replace", replaceDecoder(_:)),
        ("Strip", StripDecoder.init(_:)),
        ("WordPiece", WordPieceDecoder.init(_:)),
    ])
