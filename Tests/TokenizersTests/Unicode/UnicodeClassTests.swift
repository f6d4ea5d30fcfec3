import JSON
import Testing

@testable import Tokenizers

@Suite struct UnicodeClassTests {
    private static let flags: [String: ScalarClasses] = [
        "whitespace": .whitespace, "numeric": .numeric, "punctuation": .splitPunctuation, "control": .cleanedControl,
        "nonspacingMark": .bertAccent, "combiningMark": .accent, "regexWord": .wholeWord, "word": .word, "han": .han,
        "chineseCharacter": .chineseCharacter,
    ]

    @Test("Every scalar is in the classes that the peer's libraries have it in")
    func classes() throws {
        let golden = try #require(try readJSON("\(UnicodeGolden.folder)/classes.json").objectValue)
        #expect(golden.count == 40)
        for (name, lengths) in golden {
            let tested = try #require(Self.flags[name] ?? ScalarClasses(propertyNamed: name), "\(name)")
            var wrong: [UInt32] = []
            var next: UInt32 = 0
            var isInside = false
            for length in (lengths.ids ?? []).map(UInt32.init) + [UInt32.max] {
                let end = length == .max ? 0x110000 : next + length
                for value in next..<end {
                    guard let scalar = Unicode.Scalar(value) else { continue }
                    if ScalarClasses(of: scalar).intersects(tested) != isInside { wrong.append(value) }
                }
                next = end
                isInside.toggle()
            }
            #expect(wrong.isEmpty, "\(name): \(wrong.prefix(8))")
        }
    }

    @Test("A letter names its categories together")
    func groups() throws {
        let names = [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
        ]
        let all = names + ["Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"]
        for letter in ["L", "M", "N", "P", "S", "Z", "C"] {
            let parts = all.filter { $0.hasPrefix(letter) }.compactMap { ScalarClasses(propertyNamed: $0) }
            #expect(ScalarClasses(propertyNamed: letter) == ScalarClasses(parts), "\(letter)")
        }
        #expect(ScalarClasses(propertyNamed: "Hanunoo") == nil)
    }

    @Test("Every scalar has the lowercase that the peer gives it")
    func lowercase() throws {
        for (scalars, checksum) in try UnicodeGolden.blocks("lowercase") {
            let lower = scalars.flatMap { [$0.lowercase.first] + ($0.lowercase.second.map { [$0] } ?? []) }
            #expect(UnicodeGolden.checksum(lower.utf8) == checksum, "\(scalars.first?.value ?? 0)")
        }
        #expect(("\u{3A3}" as Unicode.Scalar).lowercase.first == "\u{3C3}")
    }

    @Test("Texts are cut between scripts where the peer cuts them")
    func scripts() throws {
        for (scalars, checksum) in try UnicodeGolden.blocks("scripts") {
            let text: [Unicode.Scalar] = ["a"] + scalars.flatMap { ["b", $0] as [Unicode.Scalar] }.dropFirst()
            var last: ScalarScript?
            var ends: [Int] = []
            for (index, scalar) in text.enumerated() {
                let script = ScalarScript(of: scalar)
                if script.isAny { continue }
                if let last, last != script { ends.append(index) }
                last = script
            }
            let list = (ends + [text.count]).map(String.init).joined(separator: " ")
            #expect(UnicodeGolden.checksum(list.utf8) == checksum, "\(scalars.first?.value ?? 0)")
        }
    }
}
