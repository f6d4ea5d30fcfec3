import FlavorKit
import Synchronization

extension OnnxRuntime {
    private static let opened = OpenedOnce<OnnxRuntime>()
    /// What the thread of `openAhead` is to do when it has opened the library; nil where there is no such thread.
    private static let followers = Mutex<[@Sendable () -> Void]?>(nil)

    /// Opens the library, or gives the one that is open.
    ///
    /// - Parameter host: Gets the library's log, from the first caller on.
    /// - Throws: `FlavorError` when there is no library or its version is not accepted.
    static func shared(_ host: HostServices) throws(FlavorError) -> OnnxRuntime {
        try shared(host, reserve: environmentReserve())
    }

    /// Begins to open the library, which takes longer than all else that a small model needs, on a thread of its own.
    ///
    /// A failure is told to who then asks for `shared`.
    static func openAhead(_ host: HostServices) {
        if opened.isBegun { return }
        followers.withLock { $0 = $0 ?? [] }
        let reserve = environmentReserve()
        let open = { @Sendable in
            _ = try? shared(host, reserve: reserve)
            reserve.end()
            for work in takeFollowers() { work() }
        }
        do {
            try WorkThread.start(at: .apart, open)
            // The caller has the time, which that thread has not; and from here on the opening has begun.
            reserve.fill()
        } catch {
            // Without a thread it is opened where it is needed.
            _ = takeFollowers()
        }
    }

    /// Does what needs the library soon, while that is opened.
    ///
    /// When that fails early, it waits for the opening: the library is torn down when the process ends by `exit`, and no thread
    /// may be at work in it outside a call.
    static func openingAhead<Output>(_ host: HostServices, _ body: () throws -> Output) throws -> Output {
        openAhead(host)
        do {
            return try body()
        } catch {
            opened.settle()
            throw error
        }
    }

    /// Does work as soon as the library is open, or has failed to.
    ///
    /// It is done on the thread that opens it, whose memory is at hand, or else on one of its own. Where the system gives none it
    /// is left undone, for who waits for it.
    static func whenOpen(_ work: @escaping @Sendable () -> Void) {
        let isTaken = followers.withLock { followers in
            followers?.append(work)
            return followers != nil
        }
        if !isTaken { try? WorkThread.start(work) }
    }

    private static func takeFollowers() -> [@Sendable () -> Void] {
        followers.withLock { followers in
            defer { followers = nil }
            return followers ?? []
        }
    }

    private static func shared(_ host: HostServices, reserve: HeapReserve) throws(FlavorError) -> OnnxRuntime {
        try opened.value { () throws(FlavorError) in
            reserve.grow()
            let table = Result { () throws(FlavorError) in try OnnxRuntimeTable() }
            reserve.end()
            return try OnnxRuntime(try table.get(), host: host)
        }
    }

    /// Room for what the library allocates in small pieces for its environment, measured with release 1.31.
    private static func environmentReserve() -> HeapReserve { HeapReserve(byteCount: 6 << 20) }
}
