extension JSONReader {
    /// Reads nested arrays straight into memory, the innermost ones one after another.
    ///
    /// Floating-point types round each number to the nearest they have. Integer types take whole numbers in their
    /// range. Bool takes `true` and `false` alone.
    /// - Parameters:
    ///   - type: What to write; elements need not be aligned.
    ///   - dimensions: The lengths, as `arrayShape()` finds them.
    ///   - memory: Room for the elements.
    /// - Throws: ``JSONError`` when the arrays have other lengths, hold something else, or do not fit in the memory.
    public mutating func readArray(
        of type: JSONElementType, dimensions: [Int], into memory: UnsafeMutableRawBufferPointer
    ) throws(JSONError) {
        switch type {
        case .bool: try fill(memory, dimensions, with: Bool.self)
        case .int8: try fill(memory, dimensions, with: Int8.self)
        case .int16: try fill(memory, dimensions, with: Int16.self)
        case .int32: try fill(memory, dimensions, with: Int32.self)
        case .int64: try fill(memory, dimensions, with: Int64.self)
        case .uint8: try fill(memory, dimensions, with: UInt8.self)
        case .uint16: try fill(memory, dimensions, with: UInt16.self)
        case .uint32: try fill(memory, dimensions, with: UInt32.self)
        case .uint64: try fill(memory, dimensions, with: UInt64.self)
        case .float16: try fill(memory, dimensions, with: Float16.self)
        case .bfloat16: try fill(memory, dimensions, with: BFloat16.self)
        case .float32: try fill(memory, dimensions, with: Float.self)
        case .float64: try fill(memory, dimensions, with: Double.self)
        }
    }

    private mutating func fill<Element: JSONElement>(
        _ memory: UnsafeMutableRawBufferPointer, _ dimensions: [Int], with element: Element.Type
    ) throws(JSONError) {
        var room = Room(memory: memory)
        try readElements(element, dimensions[...], into: &room)
    }

    /// Memory and how much of it is taken.
    private struct Room {
        let memory: UnsafeMutableRawBufferPointer
        var used = 0

        /// Appends an element; returns false when there is no room for it.
        @inline(__always)
        mutating func append<Element: BitwiseCopyable>(_ element: Element) -> Bool {
            guard memory.count - used >= MemoryLayout<Element>.size else { return false }
            memory.storeBytes(of: element, toByteOffset: used, as: Element.self)
            used += MemoryLayout<Element>.size
            return true
        }
    }

    private mutating func readElements<Element: JSONElement>(
        _ type: Element.Type, _ dimensions: ArraySlice<Int>, into room: inout Room
    ) throws(JSONError) {
        guard let length = dimensions.first else { return try readElement(type, into: &room) }
        skipWhitespace()
        let start = offset
        var count = 0
        try beginArray()
        let inner = dimensions.dropFirst()
        while try nextElement() {
            if inner.isEmpty {
                try readElement(type, into: &room)
            } else {
                try readElements(type, inner, into: &room)
            }
            count += 1
        }
        guard count == length else { throw error("expected \(length) elements, found \(count)", at: start) }
    }

    @inline(__always)
    private mutating func readElement<Element: JSONElement>(
        _ type: Element.Type, into room: inout Room
    ) throws(JSONError) {
        skipWhitespace()
        let start = offset
        guard let element = try Element.read(from: &self) else {
            throw error("expected a number that fits in \(Element.name), found another", at: start)
        }
        guard room.append(element) else { throw error("expected fewer elements: the memory is full", at: start) }
    }
}
