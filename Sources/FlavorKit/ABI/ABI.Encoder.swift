import CFlavor

extension ABI {
    /// Lays a value out as the C header has it; the result lives as long as the encoder.
    package final class Encoder {
        /// Makes buffers of storage that is not in one, so that the receiver may keep it without a copy.
        package struct Lender {
            /// Gives a buffer over a storage's bytes, with one reference.
            package let lend: (TensorStorage) -> UnsafePointer<flavor_buffer>
            /// Takes that reference back.
            package let takeBack: (UnsafePointer<flavor_buffer>) -> Void

            package init(
                lend: @escaping (TensorStorage) -> UnsafePointer<flavor_buffer>,
                takeBack: @escaping (UnsafePointer<flavor_buffer>) -> Void
            ) {
                self.lend = lend
                self.takeBack = takeBack
            }
        }

        /// Where what is laid out comes to lie: one block for small values, and others behind it.
        private let firstBlock: UnsafeMutableRawPointer
        private var blocks: [UnsafeMutableRawPointer] = []
        /// What is free of the last block.
        private var free: UnsafeMutableRawPointer
        private var freeCount = Encoder.blockSize
        /// What the result points into without a copy; the first one needs no array.
        private var firstRetained: TensorStorage?
        private var retained: [TensorStorage] = []
        private let lender: Lender?
        private var lent: [UnsafePointer<flavor_buffer>] = []

        private static let blockSize = 1024
        /// Up to this size a copy costs less than a buffer.
        private static let mostCopiedBytes = 4096

        package init(lender: Lender? = nil) {
            self.lender = lender
            firstBlock = RawBlock.allocate(byteCount: Encoder.blockSize)
            free = firstBlock
        }

        deinit {
            RawBlock.deallocate(firstBlock)
            for block in blocks { RawBlock.deallocate(block) }
            if let lender { for buffer in lent { lender.takeBack(buffer) } }
        }

        /// Lays a value out in memory of the encoder's.
        package func encode(_ value: Value) -> UnsafePointer<flavor_value> {
            let place = allocate(flavor_value.self, 1)
            place.initialize(to: layOut(value))
            return UnsafePointer(place)
        }

        private func layOut(_ value: Value) -> flavor_value {
            var result = flavor_value()
            switch value {
            case .null:
                result.kind = UInt32(FLAVOR_KIND_NULL)
            case .bool(let bool):
                result.kind = UInt32(FLAVOR_KIND_BOOL)
                result.as.boolean = bool ? 1 : 0
            case .int(let number):
                result.kind = UInt32(FLAVOR_KIND_INT64)
                result.as.int64 = number
            case .double(let number):
                result.kind = UInt32(FLAVOR_KIND_DOUBLE)
                result.as.float64 = number
            case .datetime(let nanoseconds):
                result.kind = UInt32(FLAVOR_KIND_DATETIME)
                result.as.int64 = nanoseconds
            case .string(let text):
                result.kind = UInt32(FLAVOR_KIND_STRING)
                result.as.string = string(text)
            case .bytes(let bytes):
                result.kind = UInt32(FLAVOR_KIND_BYTES)
                result.as.string = bytes.withUnsafeBytes(copy)
            case .list(let items):
                result.kind = UInt32(FLAVOR_KIND_LIST)
                let place = allocate(flavor_value.self, items.count)
                for (index, item) in items.enumerated() { (place + index).initialize(to: layOut(item)) }
                result.as.list.items = UnsafePointer(place)
                result.as.list.count = UInt64(items.count)
            case .map(let map):
                result.kind = UInt32(FLAVOR_KIND_MAP)
                result.flags = map.isSingleRow ? UInt32(FLAVOR_VALUE_SINGLE_ROW) : 0
                let place = allocate(flavor_entry.self, map.count)
                for (index, entry) in map.entries.enumerated() {
                    (place + index).initialize(to: flavor_entry(name: string(entry.name), value: layOut(entry.value)))
                }
                result.as.map.entries = UnsafePointer(place)
                result.as.map.count = UInt64(map.count)
            case .tensor(let tensor):
                result.kind = UInt32(FLAVOR_KIND_TENSOR)
                let place = allocate(flavor_tensor.self, 1)
                place.initialize(to: layOut(tensor))
                result.as.tensor = UnsafePointer(place)
            case .strings(let strings):
                result.kind = UInt32(FLAVOR_KIND_STRINGS)
                let place = allocate(flavor_strings.self, 1)
                place.initialize(to: layOut(strings))
                result.as.strings = UnsafePointer(place)
            }
            return result
        }

        private func layOut(_ tensor: Tensor) -> flavor_tensor {
            let start = tensor.storage.base + tensor.byteOffset
            if UInt(bitPattern: start) % UInt(max(1, tensor.dtype.bits / 8)) != 0 { return layOutCopy(of: tensor) }
            if firstRetained == nil { firstRetained = tensor.storage } else { retained.append(tensor.storage) }
            var result = flavor_tensor()
            result.data = UnsafeMutableRawPointer(mutating: tensor.storage.base)
            result.device.type = Int32(FLAVOR_DEVICE_CPU)
            result.ndim = Int32(tensor.shape.count)
            result.dtype.code = tensor.dtype.code
            result.dtype.bits = tensor.dtype.bits
            result.dtype.lanes = 1
            result.shape = shape(tensor.shape)
            result.byte_offset = UInt64(tensor.byteOffset)
            result.owner = owner(of: tensor)
            result.validity = tensor.validity.map(bitmap)
            // Every tensor may share its bytes with others.
            result.flags = UInt32(FLAVOR_TENSOR_READ_ONLY) | (tensor.isDatetime ? UInt32(FLAVOR_TENSOR_DATETIME) : 0)
            return result
        }

        /// The buffer that a tensor lies in, or one that is lent over its bytes where copying them would cost more.
        private func owner(of tensor: Tensor) -> UnsafePointer<flavor_buffer>? {
            if let buffer = tensor.storage.hostBuffer { return buffer.assumingMemoryBound(to: flavor_buffer.self) }
            guard let lender, tensor.byteCount > Encoder.mostCopiedBytes else { return nil }
            let buffer = lender.lend(tensor.storage)
            lent.append(buffer)
            return buffer
        }

        /// Elements that lie askew, as in a file that was mapped, are handed over where they lie straight.
        private func layOutCopy(of tensor: Tensor) -> flavor_tensor {
            let storage = tensor.withUnsafeBytes { source in
                TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
            }
            return layOut(
                Tensor(
                    dtype: tensor.dtype, shape: tensor.shape, elementCount: tensor.elementCount,
                    validity: tensor.validity, isDatetime: tensor.isDatetime, wholeStorage: storage))
        }

        private func layOut(_ strings: StringTensor) -> flavor_strings {
            var result = flavor_strings()
            let items = allocate(flavor_string.self, strings.items.count)
            var bits = [UInt8](repeating: 0, count: (strings.items.count + 7) / 8)
            for (index, item) in strings.items.enumerated() {
                (items + index).initialize(to: string(item ?? ""))
                if item != nil { bits[index >> 3] |= 1 << UInt8(index & 7) }
            }
            result.items = UnsafePointer(items)
            result.shape = shape(strings.shape)
            result.rank = Int32(strings.shape.count)
            result.validity = strings.items.contains(nil) ? bitmap(bits) : nil
            return result
        }

        private func shape(_ extents: [Int]) -> UnsafePointer<Int64> {
            let place = allocate(Int64.self, extents.count)
            for (index, extent) in extents.enumerated() { (place + index).initialize(to: Int64(extent)) }
            return UnsafePointer(place)
        }

        private func bitmap(_ bytes: [UInt8]) -> UnsafePointer<UInt8> {
            let place = allocate(UInt8.self, bytes.count)
            for (index, byte) in bytes.enumerated() { (place + index).initialize(to: byte) }
            return UnsafePointer(place)
        }

        private func string(_ text: String) -> flavor_string {
            var text = text
            return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
        }

        private func copy(_ bytes: UnsafeRawBufferPointer) -> flavor_string {
            let place = allocate(UInt8.self, bytes.count)
            UnsafeMutableRawPointer(place).copyMemory(
                from: bytes.baseAddress ?? UnsafeRawPointer(place), byteCount: bytes.count)
            return flavor_string(
                data: UnsafeRawPointer(place).assumingMemoryBound(to: CChar.self), size: UInt64(bytes.count))
        }

        /// Only for the header's frozen structs and plain numbers: a growable one has no size to rely on.
        private func allocate<Element>(_ type: Element.Type, _ count: Int) -> UnsafeMutablePointer<Element> {
            // Every element here is aligned to eight bytes at most.
            let size = (max(count, 1) * MemoryLayout<Element>.stride + 7) & ~7
            if size > freeCount {
                freeCount = max(size, Encoder.blockSize)
                free = RawBlock.allocate(byteCount: freeCount)
                blocks.append(free)
            }
            defer {
                free += size
                freeCount -= size
            }
            return free.bindMemory(to: type, capacity: max(count, 1))
        }
    }
}
