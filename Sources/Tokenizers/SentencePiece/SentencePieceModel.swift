import JSON

/// A SentencePiece `.model` file: the pieces, and of the settings those that transformers reads.
struct SentencePieceModel {
    struct Piece {
        var text = ""
        var score: Float = 0
        var kind = Kind.normal
    }

    /// What a piece is for.
    enum Kind: UInt64 {
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case unused = 5
        case byte = 6
    }

    private(set) var pieces: [Piece] = []
    /// 1 for Unigram, 2 for BPE.
    private(set) var modelType: UInt64 = 1
    private(set) var unknownID = 0
    private(set) var bosID = 1
    private(set) var eosID = 2
    private(set) var unknownPiece = "<unk>"
    private(set) var bosPiece = "<s>"
    private(set) var eosPiece = "</s>"
    private(set) var usesByteFallback = false
    /// The compiled rules for characters; empty when there are none.
    private(set) var charsmap: ArraySlice<UInt8> = []

    /// Reads a file.
    init(contentsOfFile path: String) throws(TokenizerError) {
        do {
            try self.init(parsing: try fileContents(path))
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw TokenizerError(path, "is not a SentencePiece model")
        }
        guard !pieces.isEmpty else { throw TokenizerError(path, "is a SentencePiece model without pieces") }
        guard pieces.count < Field.idLimit else {
            throw TokenizerError(path, "must hold less than \(Field.idLimit) pieces, found \(pieces.count)")
        }
    }

    init(parsing bytes: [UInt8]) throws {
        var reader = ProtobufReader(bytes[...])
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let message)): pieces.append(try Self.piece(message))
            case (2, .bytes(let message)): try readTrainerSpec(message)
            case (3, .bytes(let message)): try readNormalizerSpec(message)
            default: break
            }
        }
    }

    private static func piece(_ message: ArraySlice<UInt8>) throws -> Piece {
        var piece = Piece()
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let text)): piece.text = try Self.text(text)
            case (2, .bits32(let bits)): piece.score = Float(bitPattern: bits)
            case (3, .number(let kind)): piece.kind = Kind(rawValue: kind) ?? .normal
            default: break
            }
        }
        return piece
    }

    private mutating func readTrainerSpec(_ message: ArraySlice<UInt8>) throws {
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (3, .number(let type)): modelType = type
            case (35, .number(let flag)): usesByteFallback = flag != 0
            case (40, .number(let id)): unknownID = Self.id(id)
            case (41, .number(let id)): bosID = Self.id(id)
            case (42, .number(let id)): eosID = Self.id(id)
            case (45, .bytes(let text)): unknownPiece = try Self.text(text)
            case (46, .bytes(let text)): bosPiece = try Self.text(text)
            case (47, .bytes(let text)): eosPiece = try Self.text(text)
            default: break
            }
        }
    }

    private mutating func readNormalizerSpec(_ message: ArraySlice<UInt8>) throws {
        var reader = ProtobufReader(message)
        while let field = try reader.next() {
            if case (2, .bytes(let map)) = field { charsmap = map }
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw ProtobufError() }
        return text
    }

    /// A 32-bit number, negative for a token that the model does not have.
    private static func id(_ number: UInt64) -> Int { Int(Int32(truncatingIfNeeded: number)) }
}
