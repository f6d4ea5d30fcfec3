import Testing

@testable import FlavorHost

@Suite("SHA-256")
struct SHA256Tests {
    /// The examples of FIPS 180-4's companion page, and lengths around the padding's edge from `sha256sum`.
    @Test(
        "Digests equal the standard's",
        arguments: [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
            (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func digests(count: Int, expected: String) {
        #expect(SHA256.hexadecimal([UInt8](repeating: UInt8(ascii: "a"), count: count)) == expected)
    }
}
