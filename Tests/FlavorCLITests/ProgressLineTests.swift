import Testing

@testable import FlavorCLI

@Suite("The line of progress")
struct ProgressLineTests {
    @Test("Tells the stage and the share, and of many bytes the speed and the time that is left")
    func line() {
        #expect(ProgressLine.line(5, 0, "loading", after: .seconds(9)) == "loading")
        #expect(ProgressLine.line(1, 4, "loading", after: .seconds(9)) == "loading 25%")
        #expect(
            ProgressLine.line(250_000_000, 1_000_000_000, "building", after: .seconds(2))
                == "building 25%, 125 MB/s, 6 s left")
        #expect(ProgressLine.line(250_000_000, 1_000_000_000, "building", after: .milliseconds(100)) == "building 25%")
        #expect(
            ProgressLine.line(1_000_000_000, 1_000_000_000, "building", after: .seconds(2))
                == "building 100%, 500 MB/s, 0 s left")
    }

    @Test("A stage that is more than a name stays on its line, and does nothing to the terminal")
    func hostileStage() {
        #expect(ProgressLine.line(1, 4, "a\u{1B}[2J\u{7}", after: .seconds(9)) == "a\\u{1b}[2J\\u{7} 25%")
        let long = ProgressLine.line(1, 4, String(repeating: "x", count: 4000), after: .seconds(9))
        #expect(long == String(repeating: "x", count: 39) + "… 25%")
        #expect(ProgressLine.line(9, 4, "more", after: .seconds(9)) == "more 100%")
        #expect(ProgressLine.line(.max, .max, "", after: .seconds(9)).hasPrefix(" 100%"))
    }
}
