/// Reads the rows of a long text in parts, each on a processor of its own.
struct CSVParts {
    private let parts: [Part]
    private let paddingLimit: Int

    private final class Part: @unchecked Sendable {
        private let text: CSVText
        private let byteCount: Int
        let columns: [CSVColumn]
        /// Whether all rows could be read; known once the part's thread has ended.
        private(set) var isRead = false
        /// How many cells its rows lack.
        private(set) var padding = 0

        init(_ text: CSVText, like columns: [CSVColumn], byteCount: Int) {
            let words = CSVWords()
            self.text = text
            self.byteCount = byteCount
            self.columns = columns.map { $0.emptied(words: words) }
        }

        func read() {
            var rows = CSVRows(text, into: columns, byteCount: byteCount)
            isRead = (try? rows.read()) != nil
            padding = rows.padding
        }
    }

    /// Cuts a text.
    ///
    /// - Returns: Nil where it is best read in one, as it is short or has quotes.
    init?(_ text: CSVText, into columns: [CSVColumn], count: Int) {
        let texts = text.parts(count)
        guard texts.count > 1 else { return nil }
        paddingLimit = text.paddingLimit
        parts = texts.enumerated().map { number, part in
            // The first one's columns take all rows in the end.
            Part(part, like: columns, byteCount: number == 0 ? text.restByteCount : part.byteCount)
        }
    }

    /// How many parts are worth their threads.
    static func count(_ text: CSVText, _ columns: [CSVColumn]) -> Int {
        let least = max(1 << 19, columns.count * 1024)
        let count = text.restByteCount / least
        return count > 1 ? min(LinuxCalls.processorCount, count) : 1
    }

    /// Reads all rows.
    ///
    /// - Returns: The columns; nil when something is wrong with the text, which is then read in one to find out what.
    func read() -> [CSVColumn]? {
        ParallelWork.run(parts.count) { [parts] number in parts[number].read() }
        guard parts.allSatisfy(\.isRead), parts.reduce(0, { $0 + $1.padding }) <= paddingLimit,
            let columns = parts.first?.columns
        else { return nil }
        for part in parts.dropFirst() {
            for (column, more) in zip(columns, part.columns) {
                guard column.append(contentsOf: more) else { return nil }
            }
        }
        return columns
    }
}
