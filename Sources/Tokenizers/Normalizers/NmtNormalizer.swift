/// Removes control characters and makes spaces of what counts as white space in Google's machine translation.
struct NmtNormalizer: Normalizer {
    init(_ field: Field) throws(TokenizerError) {}

    func normalize(_ text: inout NormalizedText) {
        text.changeScalars { scalar in
            switch scalar.value {
            case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0x8F, 0x9F: .removed
            case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: .replaced(" ")
            default: .kept
            }
        }
    }
}
