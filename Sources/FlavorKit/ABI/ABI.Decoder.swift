import CFlavor
import JSON

extension ABI {
    /// Reads the C header's values, trusting nothing that can be checked.
    package struct Decoder: Sendable {
        /// Retains a buffer of the host's and returns what gives it back, or nil when the buffer is not the host's.
        package typealias BufferRetainer = @Sendable (UnsafePointer<flavor_buffer>) -> (@Sendable () -> Void)?

        private let retain: BufferRetainer?

        /// Creates a decoder that keeps the host's buffers where it can and copies otherwise.
        package init(retainingBuffers retain: BufferRetainer? = nil) {
            self.retain = retain
        }

        /// Reads a value.
        ///
        /// - Throws: `FlavorError` with `internal`: one clause such as "a string is not UTF-8", without a subject.
        package func decode(_ value: UnsafePointer<flavor_value>) throws(FlavorError) -> Value {
            try decode(value, depth: 1)
        }

        private func decode(_ value: UnsafePointer<flavor_value>, depth: Int) throws(FlavorError) -> Value {
            guard depth <= Value.maximumDepth else {
                throw broken("the tree is deeper than \(Value.maximumDepth) levels")
            }
            let content = value.pointee.as
            let known = Int(value.pointee.kind) == Int(FLAVOR_KIND_MAP) ? UInt32(FLAVOR_VALUE_SINGLE_ROW) : 0
            guard value.pointee.flags & ~known == 0 else {
                throw broken("a value has the unknown flags \(value.pointee.flags)")
            }
            switch Int(value.pointee.kind) {
            case Int(FLAVOR_KIND_NULL): return .null
            case Int(FLAVOR_KIND_BOOL): return .bool(content.boolean != 0)
            case Int(FLAVOR_KIND_INT64): return .int(content.int64)
            case Int(FLAVOR_KIND_DOUBLE): return .double(content.float64)
            case Int(FLAVOR_KIND_DATETIME): return .datetime(content.int64)
            case Int(FLAVOR_KIND_STRING): return .string(try text(content.string, "a string"))
            case Int(FLAVOR_KIND_BYTES):
                let count = try self.count(content.string.size, of: 1, at: content.string.data, "bytes")
                return .bytes(Array(UnsafeRawBufferPointer(start: content.string.data, count: count)))
            case Int(FLAVOR_KIND_LIST):
                let stride = MemoryLayout<flavor_value>.stride
                let count = try self.count(content.list.count, of: stride, at: content.list.items, "a list")
                var items: [Value] = []
                guard let first = content.list.items else { return .list(items) }
                items.reserveCapacity(count)
                for index in 0..<count { items.append(try decode(first + index, depth: depth + 1)) }
                return .list(items)
            case Int(FLAVOR_KIND_MAP):
                return .map(try map(value.pointee, depth: depth))
            case Int(FLAVOR_KIND_TENSOR):
                guard let tensor = content.tensor else { throw broken("a tensor has no address") }
                return .tensor(try self.tensor(tensor.pointee))
            case Int(FLAVOR_KIND_STRINGS):
                guard let strings = content.strings else { throw broken("an array of strings has no address") }
                return .strings(try self.strings(strings.pointee))
            default:
                throw broken("a value is of the unknown kind \(value.pointee.kind)")
            }
        }

        private func map(_ value: flavor_value, depth: Int) throws(FlavorError) -> ValueMap {
            let content = value.as.map
            let count = try self.count(
                content.count, of: MemoryLayout<flavor_entry>.stride, at: content.entries, "a map")
            var entries: [ValueMap.Entry] = []
            var names: Set<ExactString> = []
            if let first = content.entries {
                entries.reserveCapacity(count)
                for index in 0..<count {
                    let entry = first + index
                    let name = try text(entry.pointee.name, "a name in a map")
                    // A table of names costs more than looking at a few.
                    let isNew =
                        count > 8
                        ? names.insert(ExactString(name)).inserted
                        : !entries.contains { ExactString($0.name) == ExactString(name) }
                    guard isNew else {
                        throw broken("a map has the name \"\(ABI.oneLine(name))\" twice")
                    }
                    // The value lies at a fixed place in the entry, which is frozen.
                    let place = UnsafeRawPointer(entry) + MemoryLayout<flavor_string>.size
                    entries.append(
                        .init(
                            name: name,
                            value: try decode(place.assumingMemoryBound(to: flavor_value.self), depth: depth + 1)))
                }
            }
            return ValueMap(distinct: entries, isSingleRow: value.flags & UInt32(FLAVOR_VALUE_SINGLE_ROW) != 0)
        }

        private func tensor(_ tensor: flavor_tensor) throws(FlavorError) -> Tensor {
            guard tensor.device.type == Int32(FLAVOR_DEVICE_CPU) else {
                throw broken(
                    "a tensor lies on device type \(tensor.device.type), expected \(FLAVOR_DEVICE_CPU), the CPU")
            }
            let dtype = DType(code: tensor.dtype.code, bits: tensor.dtype.bits)
            guard tensor.dtype.lanes == 1, dtype.isKnown else {
                throw broken("a tensor has the unknown element \(dtype) with \(tensor.dtype.lanes) lanes")
            }
            let shape = try self.shape(tensor.shape, rank: tensor.ndim, "a tensor")
            guard let count = DType.elementCount(shape), let byteCount = dtype.byteCount(shape: shape) else {
                throw broken("a tensor's shape \(shape) has a product that overflows")
            }
            let known = UInt32(FLAVOR_TENSOR_READ_ONLY) | UInt32(FLAVOR_TENSOR_DATETIME)
            guard tensor.flags & ~known == 0, tensor.reserved == 0 else {
                throw broken("a tensor has the unknown flags \(tensor.flags), \(tensor.reserved)")
            }
            let isDatetime = tensor.flags & UInt32(FLAVOR_TENSOR_DATETIME) != 0
            if isDatetime && dtype != .int64 { throw broken("a datetime tensor holds \(dtype), expected int64") }
            let validity = tensor.validity.map { Array(UnsafeBufferPointer(start: $0, count: (count + 7) / 8)) }
            guard count > 0 else {
                return try Tensor(
                    dtype: dtype, shape: shape, storage: TensorStorage(byteCount: 0) { _ in }, isDatetime: isDatetime)
            }
            guard let data = tensor.data, tensor.byte_offset < UInt64(Int.max) else {
                throw broken("a tensor with \(count) elements has no address")
            }
            let start = UnsafeRawPointer(data) + Int(tensor.byte_offset)
            let strides = try self.strides(tensor, shape: shape, dtype: dtype)
            let storage: TensorStorage
            if let strides {
                storage = try gather(from: start, shape: shape, strides: strides, dtype: dtype, byteCount: byteCount)
            } else {
                storage = try keep(start, byteCount: byteCount, owner: tensor.owner)
            }
            return try Tensor(dtype: dtype, shape: shape, storage: storage, validity: validity, isDatetime: isDatetime)
        }

        /// The tensor's strides in elements, or nil when it is row-major without gaps.
        private func strides(_ tensor: flavor_tensor, shape: [Int], dtype: DType) throws(FlavorError) -> [Int]? {
            guard let first = tensor.strides else { return nil }
            let strides = (0..<shape.count).map { Int(first[$0]) }
            guard strides.allSatisfy({ $0 >= 0 }) else { throw broken("a tensor has the strides \(strides)") }
            var expected = 1
            var isContiguous = true
            for axis in shape.indices.reversed() {
                if shape[axis] != 1 && strides[axis] != expected { isContiguous = false }
                expected *= shape[axis]
            }
            if isContiguous { return nil }
            guard dtype.bits % 8 == 0 else { throw broken("a tensor of packed \(dtype) has strides") }
            // A stride of an extent of one is never walked.
            var reach = 1
            var isOverlapping = false
            for (stride, extent) in zip(strides, shape).filter({ $1 > 1 }).sorted(by: { $0.0 < $1.0 }) {
                if stride < reach { isOverlapping = true }
                let (distance, tooFar) = stride.multipliedReportingOverflow(by: extent)
                guard !tooFar, distance <= Int.max / Int(dtype.bits) else {
                    throw broken("a tensor has the strides \(strides), which reach beyond all memory")
                }
                reach = max(reach, distance)
            }
            // A few bytes may stand for more than fits in memory.
            guard !isOverlapping || dtype.byteCount(shape: shape) ?? .max <= 1 << 30 else {
                throw broken("a tensor's strides \(strides) repeat a few elements into more than 1 GiB")
            }
            return strides
        }

        private func gather(
            from start: UnsafeRawPointer, shape: [Int], strides: [Int], dtype: DType, byteCount: Int
        ) throws(FlavorError) -> TensorStorage {
            let width = Int(dtype.bits) / 8
            return try makeStorage(byteCount) { target in
                var position = [Int](repeating: 0, count: shape.count)
                var source = 0
                for element in 0..<(byteCount / width) {
                    target.baseAddress?.advanced(by: element * width)
                        .copyMemory(from: start + source * width, byteCount: width)
                    var axis = shape.count - 1
                    while axis >= 0 {
                        position[axis] += 1
                        if position[axis] < shape[axis] {
                            source += strides[axis]
                            break
                        }
                        source -= strides[axis] * (shape[axis] - 1)
                        position[axis] = 0
                        axis -= 1
                    }
                }
            }
        }

        private func keep(
            _ start: UnsafeRawPointer, byteCount: Int, owner: UnsafePointer<flavor_buffer>?
        ) throws(FlavorError) -> TensorStorage {
            let bytes = UnsafeRawBufferPointer(start: start, count: byteCount)
            if let owner, let retain {
                guard let release = retain(owner) else { throw broken("a tensor's owner is not a buffer of this host") }
                let whole = UnsafeRawBufferPointer(start: owner.pointee.data, count: Int(clamping: owner.pointee.size))
                if let first = whole.baseAddress, first <= start, start + byteCount <= first + whole.count {
                    return TensorStorage(borrowing: bytes, of: UnsafeRawPointer(owner), release: release)
                }
                release()
            }
            return try makeStorage(byteCount) { $0.copyMemory(from: bytes) }
        }

        private func makeStorage(
            _ byteCount: Int, filling body: (UnsafeMutableRawBufferPointer) -> Void
        ) throws(FlavorError) -> TensorStorage {
            guard let storage = TensorStorage(claimedByteCount: byteCount, filling: body) else {
                throw broken("there is no memory for a tensor of \(byteCount) bytes")
            }
            return storage
        }

        private func strings(_ strings: flavor_strings) throws(FlavorError) -> StringTensor {
            guard strings.flags == 0 else { throw broken("an array of strings has the unknown flags \(strings.flags)") }
            let shape = try self.shape(strings.shape, rank: strings.rank, "an array of strings")
            guard let elements = DType.elementCount(shape) else {
                throw broken("an array of strings has the shape \(shape), whose product overflows")
            }
            let stride = MemoryLayout<flavor_string>.stride
            let count = try self.count(UInt64(elements), of: stride, at: strings.items, "an array of strings")
            var items: [String?] = []
            items.reserveCapacity(count)
            for index in 0..<count {
                let isValid = strings.validity.map { $0[index >> 3] >> UInt8(index & 7) & 1 == 1 } ?? true
                guard let item = strings.items?[index] else { break }
                items.append(isValid ? try text(item, "an item of an array of strings") : nil)
            }
            return try StringTensor(items, shape: shape)
        }

        private func shape(
            _ extents: UnsafePointer<Int64>?, rank: Int32, _ what: String
        ) throws(FlavorError) -> [Int] {
            guard rank >= 0, rank <= FLAVOR_MAX_RANK else {
                throw broken("\(what) has rank \(rank), expected 0 to \(FLAVOR_MAX_RANK)")
            }
            guard rank > 0 else { return [] }
            guard let extents else { throw broken("\(what) of rank \(rank) has no shape") }
            let shape = (0..<Int(rank)).map { Int(extents[$0]) }
            guard shape.allSatisfy({ $0 >= 0 }) else { throw broken("\(what) has the shape \(shape)") }
            return shape
        }

        /// A count as Int, when its elements could lie in memory at all.
        private func count(
            _ count: UInt64, of stride: Int, at address: (some Any)?, _ what: String
        ) throws(FlavorError) -> Int {
            guard count <= UInt64(Int.max / stride) else { throw broken("\(what) has the impossible size \(count)") }
            guard count == 0 || address != nil else { throw broken("\(what) of size \(count) has no address") }
            return Int(count)
        }

        private func text(_ string: flavor_string, _ what: String) throws(FlavorError) -> String {
            guard string.size == 0 || string.data != nil else { throw broken("\(what) has a size and no address") }
            guard string.size <= UInt64(Int.max) else { throw broken("\(what) has the impossible size \(string.size)") }
            guard let text = string.validText else { throw broken("\(what) is not UTF-8") }
            return text
        }

        private func broken(_ clause: String) -> FlavorError { FlavorError(.internal, clause) }
    }
}
