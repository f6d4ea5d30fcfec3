/// Tells whether recursion has taken so much of the stack that it must end.
///
/// Threads have stacks of 8 MB here, those that run predictions too. Counting levels alone does not tell: what a level
/// takes depends on how deep its expressions are, and is many times more in a debug build.
struct StackGuard {
    private static let budget = 4 << 20
    private let start = Self.address

    /// Where the stack ends now.
    private static var address: Int {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { Int(bitPattern: $0) }
    }

    /// Whether there is room for one more level; stacks grow downwards.
    var hasRoom: Bool { start - Self.address < Self.budget }
}
