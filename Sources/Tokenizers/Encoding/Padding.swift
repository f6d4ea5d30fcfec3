/// How encodings are brought to a length.
public struct Padding: Sendable, Equatable {
    /// At which end padding is added.
    public enum Direction: String, Sendable, CaseIterable {
        /// At the beginning.
        case left = "Left"
        /// At the end.
        case right = "Right"
    }

    /// To which length encodings are brought.
    public enum Strategy: Sendable, Equatable {
        /// To that of the longest one that is encoded at the same time.
        case batchLongest
        /// To so many tokens.
        case fixed(Int)
    }

    public var strategy: Strategy
    public var direction: Direction
    /// What the length is a multiple of, or nil for any length.
    public var multiple: Int?
    /// The id of the padding token.
    public var id: Int
    /// The type id of padding.
    public var typeID: Int
    /// The padding token.
    public var token: String

    /// Longer paddings are taken for a mistake.
    static let lengthLimit = 1 << 24

    /// Makes a padding.
    public init(
        strategy: Strategy = .batchLongest, direction: Direction = .right, multiple: Int? = nil, id: Int = 0,
        typeID: Int = 0, token: String = "[PAD]"
    ) {
        self.strategy = strategy
        self.direction = direction
        self.multiple = multiple
        self.id = id
        self.typeID = typeID
        self.token = token
    }

    init(_ field: Field) throws(TokenizerError) {
        let strategy = try field.required("strategy")
        if strategy.value == "BatchLongest" {
            self.strategy = .batchLongest
        } else if let fixed = strategy.member("Fixed") {
            self.strategy = .fixed(try fixed.count(limit: Self.lengthLimit))
        } else {
            throw strategy.error("must be \"BatchLongest\" or {\"Fixed\": length}, found \(shown(strategy.value))")
        }
        direction = try field.required("direction").choice()
        multiple = try field.member("pad_to_multiple_of")?.count(limit: Self.lengthLimit)
        id = try field.required("pad_id").id()
        typeID = try field.required("pad_type_id").id()
        token = try field.required("pad_token").string()
    }

    /// Brings encodings to one length.
    func pad(_ encodings: inout [Encoding]) {
        var length =
            switch strategy {
            case .fixed(let length): length
            case .batchLongest: encodings.map(\.count).max() ?? 0
            }
        if let multiple, multiple > 0, length % multiple > 0 { length += multiple - length % multiple }
        for index in encodings.indices { pad(&encodings[index], to: length) }
    }

    private func pad(_ encoding: inout Encoding, to length: Int) {
        for index in encoding.overflowing.indices { pad(&encoding.overflowing[index], to: length) }
        guard encoding.count < length else { return }
        var padding = Encoding(hasDetails: encoding.hasDetails)
        for _ in encoding.count..<length {
            padding.append(
                id, token: token, offsets: Encoding.Offsets(0, 0), wordID: nil, typeID: typeID, isSpecial: true)
        }
        padding.attentionMask = padding.attentionMask.map { _ in 0 }
        let overflowing = encoding.overflowing
        encoding.overflowing = []
        if direction == .left {
            padding.merge(encoding)
            encoding = padding
        } else {
            encoding.merge(padding)
        }
        encoding.overflowing = overflowing
    }
}
