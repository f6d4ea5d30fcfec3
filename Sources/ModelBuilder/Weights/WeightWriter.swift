import CKernels
import Glibc
import ONNX
import Synchronization

/// Writes weights into the file of external data, part by part, with memory for a few parts only.
///
/// Matrices that are turned are the exception: their source is held whole, in its stored type.
struct WeightWriter {
    let file: DataFile
    let workers: Workers
    /// Hears how many bytes are written; what it throws ends the work.
    let progress: (Int) throws -> Void
    private let written = Counter()

    /// About how many elements a thread holds at a time.
    private static let partSize = 1 << 19

    init(file: DataFile, workers: Workers, progress: @escaping (Int) throws -> Void) {
        self.file = file
        self.workers = workers
        self.progress = progress
    }

    /// Writes all elements of a weight at its place.
    func write(_ weight: Weight, at offset: Int) throws {
        switch weight.content {
        case .rows(let sources): try writeRows(sources, weight, adding: nil, at: offset)
        case .offset(let sources, let number): try writeRows(sources, weight, adding: number, at: offset)
        case .columns(let sources, let columns): try writeColumns(sources, columns, weight, at: offset)
        case .int4(let sources): try writeInt4(sources, weight, at: offset)
        case .dequantized(let source, let rows): try writeDequantized(source, rows, weight, at: offset)
        case .rotary(let table, let function): try writeRotary(table, function, weight, at: offset)
        }
    }

    private func run(_ parts: Int, _ body: @escaping @Sendable (Int) throws(ModelBuilderError) -> Int) throws {
        let written = written
        try workers.forEach(parts, meanwhile: { try progress(written.value) }) { part throws(ModelBuilderError) in
            written.add(try body(part))
        }
        try progress(written.value)
    }

    private func writeRows(
        _ sources: [TensorSource], _ weight: Weight, adding number: Float?, at offset: Int
    ) throws {
        let size = weight.elementSize
        var start = offset
        for source in sources {
            let (file, first) = (file, start)
            try run(Self.partCount(source.elementCount)) { part throws(ModelBuilderError) in
                let range = part * Self.partSize..<min((part + 1) * Self.partSize, source.elementCount)
                let stored = ScratchBuffer(byteCount: range.count * source.type.byteCount)
                try source.read(range, into: stored.start)
                let place = first + range.lowerBound * size
                if number == nil, source.type.isStored(as: weight.elementType) {
                    try file.write(UnsafeRawBufferPointer(stored.bytes), at: place)
                    return stored.bytes.count
                }
                let floats = ScratchBuffer(byteCount: range.count * 4)
                let values = floats.pointer(to: Float.self)
                source.type.widen(stored.start, count: range.count, to: values)
                if let number {
                    for index in 0..<range.count { values[index] += number }
                }
                return try Self.write(values, count: range.count, of: weight, to: file, at: place)
            }
            start += source.elementCount * size
        }
    }

    /// Writes float32 values in a weight's type; returns how many bytes.
    private static func write(
        _ values: UnsafeMutablePointer<Float>, count: Int, of weight: Weight, to file: DataFile, at offset: Int
    ) throws(ModelBuilderError) -> Int {
        let size = weight.elementSize
        guard size == 2 else {
            try file.write(UnsafeRawBufferPointer(start: values, count: count * 4), at: offset)
            return count * 4
        }
        let narrow = ScratchBuffer(byteCount: count * size)
        let type: WeightType = weight.elementType == .float16 ? .float16 : .bfloat16
        type.narrow(values, count: count, to: narrow.pointer(to: UInt16.self))
        if weight.keepsValues {
            let wide = ScratchBuffer(byteCount: count * 4)
            type.widen(narrow.start, count: count, to: wide.pointer(to: Float.self))
            guard memcmp(wide.start, values, count * 4) == 0 else {
                throw ModelBuilderError(
                    .invalid,
                    "tensor \(quoted(weight.name)): its values are no longer those of the model that the graph was built "
                        + "from: export it as float32")
            }
        }
        try file.write(UnsafeRawBufferPointer(narrow.bytes), at: offset)
        return count * size
    }

    private func writeColumns(
        _ sources: [TensorSource], _ columns: Range<Int>, _ weight: Weight, at offset: Int
    ) throws {
        let rowCount = sources.reduce(0) { $0 + $1.rowCount }
        var stored: [ScratchBuffer] = []
        for source in sources {
            let buffer = ScratchBuffer(byteCount: source.byteCount)
            try run(Self.partCount(source.elementCount)) { part throws(ModelBuilderError) in
                let range = part * Self.partSize..<min((part + 1) * Self.partSize, source.elementCount)
                try source.read(range, into: buffer.start + range.lowerBound * source.type.byteCount)
                return 0
            }
            stored.append(buffer)
        }
        let (file, buffers) = (file, stored)
        let width = max(1, Self.partSize / max(1, rowCount))
        try run((columns.count + width - 1) / width) { part throws(ModelBuilderError) in
            let start = columns.lowerBound + part * width
            let some = start..<min(start + width, columns.upperBound)
            let values = ScratchBuffer(byteCount: some.count * rowCount * 4)
            var row = 0
            for (source, buffer) in zip(sources, buffers) {
                Self.turn(source, buffer, columns: some, to: values, from: row, stride: rowCount)
                row += source.rowCount
            }
            return try Self.write(
                values.pointer(to: Float.self), count: some.count * rowCount, of: weight, to: file,
                at: offset + part * width * rowCount * weight.elementSize)
        }
    }

    /// Makes rows of some columns of a matrix: row c of `values` gets column c from element `row` on.
    private static func turn(
        _ source: TensorSource, _ buffer: ScratchBuffer, columns: Range<Int>, to values: ScratchBuffer, from row: Int,
        stride: Int
    ) {
        let out = values.pointer(to: Float.self) + row
        if source.type == .float32 {
            let elements = buffer.pointer(to: UInt32.self) + columns.lowerBound
            out.withMemoryRebound(to: UInt32.self, capacity: 1) {
                kernels_transpose_32($0, stride, elements, source.columnCount, source.rowCount, columns.count)
            }
            return
        }
        let turned = ScratchBuffer(byteCount: columns.count * source.rowCount * 2)
        kernels_transpose_16(
            turned.pointer(to: UInt16.self), source.rowCount, buffer.pointer(to: UInt16.self) + columns.lowerBound,
            source.columnCount, source.rowCount, columns.count)
        for column in 0..<columns.count {
            source.type.widen(
                turned.start + column * source.rowCount * 2, count: source.rowCount, to: out + column * stride)
        }
    }

    private func writeInt4(_ sources: [TensorSource], _ weight: Weight, at offset: Int) throws {
        let blocks = Weight.blockCount(weight.shape[1])
        var row = 0
        for source in sources {
            let (file, firstRow, scalesOffset) = (file, row, offset + weight.packedByteCount)
            let height = max(1, Self.partSize / source.columnCount)
            try run((source.rowCount + height - 1) / height) { part throws(ModelBuilderError) in
                let rows = part * height..<min((part + 1) * height, source.rowCount)
                let count = rows.count * source.columnCount
                let stored = ScratchBuffer(byteCount: count * source.type.byteCount)
                let start = rows.lowerBound * source.columnCount
                try source.read(start..<start + count, into: stored.start)
                let floats = ScratchBuffer(byteCount: source.columnCount * 4)
                let packed = ScratchBuffer(byteCount: rows.count * blocks * Weight.blockSize / 2)
                let scales = ScratchBuffer(byteCount: rows.count * blocks * 4)
                for index in 0..<rows.count {
                    let values = floats.pointer(to: Float.self)
                    source.type.widen(
                        stored.start + index * source.columnCount * source.type.byteCount, count: source.columnCount,
                        to: values)
                    kernels_quantize_int4(
                        packed.pointer(to: UInt8.self, at: index * blocks * Weight.blockSize / 2),
                        scales.pointer(to: Float.self, at: index * blocks * 4), values, source.columnCount)
                }
                let place = firstRow + rows.lowerBound
                try file.write(
                    UnsafeRawBufferPointer(packed.bytes), at: offset + place * blocks * Weight.blockSize / 2)
                try file.write(UnsafeRawBufferPointer(scales.bytes), at: scalesOffset + place * blocks * 4)
                return packed.bytes.count + scales.bytes.count
            }
            row += source.rowCount
        }
    }

    private func writeDequantized(
        _ source: QuantizedSource, _ rows: Range<Int>, _ weight: Weight, at offset: Int
    ) throws {
        let (columns, file) = (source.columnCount, file)
        let height = max(1, Self.partSize / columns)
        try run((rows.count + height - 1) / height) { part throws(ModelBuilderError) in
            let start = rows.lowerBound + part * height
            let some = start..<min(start + height, rows.upperBound)
            let values = ScratchBuffer(byteCount: some.count * columns * 4)
            try source.read(some, into: values.pointer(to: Float.self))
            return try Self.write(
                values.pointer(to: Float.self), count: some.count * columns, of: weight, to: file,
                at: offset + part * height * columns * weight.elementSize)
        }
    }

    private func writeRotary(
        _ table: RotaryTable, _ function: RotaryTable.Function, _ weight: Weight, at offset: Int
    ) throws {
        let (pairs, file) = (table.frequencies.count, file)
        let height = max(1, Self.partSize / pairs)
        try run((table.positionCount + height - 1) / height) { part throws(ModelBuilderError) in
            let positions = part * height..<min((part + 1) * height, table.positionCount)
            let values = ScratchBuffer(byteCount: positions.count * pairs * 4)
            let floats = values.pointer(to: Float.self)
            table.write(
                function, positions: positions,
                to: UnsafeMutableBufferPointer(start: floats, count: positions.count * pairs))
            return try Self.write(
                floats, count: positions.count * pairs, of: weight, to: file,
                at: offset + positions.lowerBound * pairs * weight.elementSize)
        }
    }

    private static func partCount(_ count: Int) -> Int { (count + partSize - 1) / partSize }
}

extension WeightType {
    /// Whether elements are what a graph's type has, bit for bit.
    func isStored(as type: ONNXElementType) -> Bool {
        switch self {
        case .bfloat16: type == .bfloat16
        case .float16: type == .float16
        case .float32: type == .float
        }
    }
}

extension Weight {
    /// How many bytes an element takes that is not packed.
    var elementSize: Int { elementType == .float ? 4 : 2 }
}

/// A number that threads add to.
private final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    func add(_ count: Int) { number.wrappingAdd(count, ordering: .relaxed) }
}
