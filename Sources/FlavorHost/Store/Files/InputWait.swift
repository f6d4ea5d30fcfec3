import FlavorKit
import Glibc

/// Waiting for bytes to read, which a cancellation ends.
struct InputWait: ~Copyable {
    private let cancellation: Cancellation?
    /// The end of a pipe that can be read once the cancellation comes.
    private let wakeup: FileDescriptor
    private let writer: FileDescriptor
    private let token: UInt64?

    /// - Throws: `FlavorError` when the process has too many open files.
    init(cancellation: Cancellation?) throws(FlavorError) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemFailure().error("cannot wait for input") }
        let (reader, writer) = (ends[0], ends[1])
        for end in [reader, writer] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeup = FileDescriptor(owning: reader)
        self.writer = FileDescriptor(owning: writer)
        self.cancellation = cancellation
        token = cancellation?.add { _ = Glibc.write(writer, "!", 1) }
    }

    deinit {
        // Before the pipe is closed, so that its number cannot be someone else's when the cancellation comes.
        if let token { cancellation?.remove(token) }
    }

    /// Waits until a read of the file would not wait.
    ///
    /// - Throws: `FlavorError` with `cancelled`, or with the system's reason.
    func untilReadable(_ file: borrowing FileDescriptor, what: String) throws(FlavorError) {
        var events = [
            pollfd(fd: file.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup.number, events: Int16(POLLIN), revents: 0),
        ]
        guard retrying({ poll(&events, nfds_t(events.count), -1) }) >= 0 else {
            throw SystemFailure().error("cannot read \(what)")
        }
        guard events[1].revents == 0 else {
            throw FlavorError(.cancelled, "\(what): the reading was cancelled")
        }
    }
}
