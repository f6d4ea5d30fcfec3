import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("Threads for work")
struct WorkThreadTests {
    @Test("May use every processor, wherever they begin", arguments: [WorkThread.Place.anywhere, .here, .apart])
    func places(place: WorkThread.Place) throws {
        let done = Monitor()
        nonisolated(unsafe) var processors: String?
        try WorkThread.start(at: place) {
            let found = Self.processors
            done.locked {
                processors = found
                done.wakeAll()
            }
        }
        let found = done.locked { () -> String? in
            while processors == nil { done.wait() }
            return processors
        }
        #expect(found == Self.processors)
        #expect(found?.isEmpty == false)
    }

    /// The processors that the calling thread may use, in the system's words.
    private static var processors: String {
        let status = (try? readFile("/proc/thread-self/status")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }.map(String.init) ?? ""
    }
}
