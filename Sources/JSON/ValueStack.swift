/// Elements and members of the containers that are being read, on top of one another.
///
/// When a container ends, its own are moved into an array of just their size, which saves growing one for each.
struct ValueStack {
    typealias Member = (key: String, value: JSONValue)

    private(set) var elements = Room<JSONValue>()
    private(set) var members = Room<Member>()

    mutating func push(_ element: consuming JSONValue) { elements.push(element) }
    mutating func push(_ key: consuming String, _ value: consuming JSONValue) { members.push((key, value)) }
    mutating func popElements(from start: Int) -> [JSONValue] { elements.pop(from: start) }
    mutating func popMembers(from start: Int) -> [Member] { members.pop(from: start) }

    /// Lets go of everything, which is needed once the stack is not.
    mutating func deallocate() {
        elements.deallocate()
        members.deallocate()
    }

    /// Memory that grows, of which the first part is in use.
    struct Room<Element> {
        private var memory = UnsafeMutablePointer<Element>.allocate(capacity: 0)
        private(set) var count = 0
        private var capacity = 0

        @inline(__always)
        mutating func push(_ element: consuming Element) {
            if count == capacity { grow() }
            (memory + count).initialize(to: element)
            count += 1
        }

        private mutating func grow() {
            capacity = max(16, capacity * 2)
            let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
            larger.moveInitialize(from: memory, count: count)
            memory.deallocate()
            memory = larger
        }

        mutating func pop(from start: Int) -> [Element] {
            let number = count - start
            guard number > 0 else { return [] }
            count = start
            return [Element](unsafeUninitializedCapacity: number) { [memory] target, used in
                target.baseAddress?.moveInitialize(from: memory + start, count: number)
                used = number
            }
        }

        mutating func deallocate() {
            memory.deinitialize(count: count)
            memory.deallocate()
        }
    }
}
