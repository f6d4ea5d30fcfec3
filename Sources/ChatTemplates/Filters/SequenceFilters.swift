extension Filters {
    static let sequenceFilters: [String: Filter] = [
        "first": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("first", 0...0)
            return try state.iterator(value).next(state) ?? .undefined("No first item, sequence was empty.")
        },
        "last": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("last", 0...0)
            guard let iterator = try state.reversedIterator(value) else {
                throw Failure(.operation, "'\(value.typeName)' object is not reversible")
            }
            return try iterator.next(state) ?? .undefined("No last item, sequence was empty.")
        },
        "reverse": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("reverse", 0...0)
            if let text = value.text {
                var view = String.UnicodeScalarView()
                view.append(contentsOf: text.unicodeScalars.reversed())
                return value.isMarkup ? .markup(String(view)) : try state.made(String(view))
            }
            if let iterator = try state.reversedIterator(value) { return .object(iterator) }
            return try state.list(try state.elements(value).reversed())
        },
        "join": join,
        "random": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("random", 0...0)
            let count = try state.count(value)
            guard count > 0 else { return .undefined("No random item, sequence was empty.") }
            // Drawn from the same numbers every time: a prompt is to be the same when it is made again.
            return try state.item(value, .integer(Int.random(in: 0..<count, using: &state.random)))
        },
        "items": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("items", 0...0)
            switch value {
            case .undefined: return .object(ValueIterator("generator object do_items", over: [], depth: 0))
            case .dict(let dict):
                let iterator = try DictView(dict, .items).makeIterator(state)
                return .object(
                    ValueIterator("generator object do_items", depth: iterator.depth) { (state) throws(Failure) in
                        try iterator.next(state)
                    })
            default:
                // Python raises this only when the items are asked for.
                return .object(
                    ValueIterator("generator object do_items", depth: 0) { (_) throws(Failure) in
                        throw Failure(.operation, "can only get item pairs from a mapping, not \(value.typeName)")
                    })
            }
        },
        "batch": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("batch", ["linecount", "fill_with"], required: 1)
            let filler = values[1] ?? .null
            let size = Number(values[0] ?? .null)
            let source = try ValueIterator.lazily(over: value)
            var isAtEnd = false
            var pending: [Value] = []
            return try state.generator("do_batch", depth: value.depth) { (state) throws(Failure) in
                guard !isAtEnd else { return nil }
                while let element = try source.next(state) {
                    if case .integer(let size)? = size, pending.count == size {
                        let batch = pending
                        pending = [element]
                        return try state.list(batch)
                    }
                    pending.append(element)
                }
                isAtEnd = true
                guard !pending.isEmpty else { return nil }
                if !filler.isNone {
                    let missing = try StringMethods.integer(values[0], 0) - pending.count
                    try state.charge(max(missing, 0) * 32)
                    pending += Array(repeating: filler, count: max(missing, 0))
                }
                return try state.list(pending)
            }
        },
        "slice": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("slice", ["slices", "fill_with"], required: 1)
            let filler = values[1] ?? .null
            var elements: [Value]?
            var number = 0
            var offset = 0
            return try state.generator("sync_do_slice", depth: value.depth) { (state) throws(Failure) in
                let slices = try StringMethods.integer(values[0], 0)
                if elements == nil { elements = try state.elements(value) }
                let all = elements ?? []
                guard slices != 0 else { throw Failure(.operation, "integer division or modulo by zero") }
                guard number < slices else { return nil }
                let (size, extra) = all.count.quotientAndRemainder(dividingBy: slices)
                let start = offset + number * size
                if number < extra { offset += 1 }
                let end = offset + (number + 1) * size
                var part = Array(all[min(start, all.count)..<min(end, all.count)])
                if !filler.isNone, number >= extra { part.append(filler) }
                number += 1
                return try state.list(part)
            }
        },
        "sum": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("sum", ["attribute", "start"])
            let getter = try AttributePath.optional(values[0])
            var sum = values[1] ?? .integer(0)
            if sum.text != nil { throw Failure(.operation, "sum() can't sum strings [use ''.join(seq) instead]") }
            let iterator = try state.iterator(value)
            while let element = try iterator.next(state) {
                sum = try state.operate(.add, sum, try getter?.value(of: element, state) ?? element)
            }
            return sum
        },
    ]

    private static let join: Filter = { (value, arguments, state) throws(Failure) in
        let values = try arguments.bind("join", ["d", "attribute"])
        let separator = values[0] ?? .string("")
        let getter = try AttributePath.optional(values[1])
        var elements: [Value] = []
        let iterator = try state.iterator(value)
        while let element = try iterator.next(state) {
            elements.append(try getter?.value(of: element, state) ?? element)
        }
        let escapes = state.isEscaping && (separator.isMarkup || elements.contains { $0.isMarkup })
        var text = ""
        let between = escapes ? try state.escape(separator) : try state.string(separator)
        for (index, element) in elements.enumerated() {
            if index > 0 { text += between }
            text += escapes ? try state.escape(element) : try state.string(element)
            if text.utf8.count > state.limits.textBytes { break }
        }
        try state.charge(text.utf8.count)
        return escapes ? .markup(text) : .string(text)
    }
}

extension RenderState {
    /// A run through a value from its last element to its first, or nil when it has no order.
    func reversedIterator(_ value: Value) throws(Failure) -> ValueIterator? {
        switch value {
        case .object(let object): return try object.makeReversedIterator(self)
        case .list, .tuple, .string, .markup, .dict:
            let name =
                switch value {
                case .list: "list_reverseiterator object"
                case .dict: "dict_reversekeyiterator object"
                default: "reversed object"
                }
            return ValueIterator(name, over: try elements(value).reversed(), depth: value.depth)
        case .undefined: return ValueIterator("reversed object", over: [], depth: 0)
        default: return nil
        }
    }

    /// A generator of values.
    func generator(
        _ name: String, depth: Int, _ advance: @escaping (RenderState) throws(Failure) -> Value?
    ) throws(Failure) -> Value {
        try check(depth: depth + 1)
        return .object(ValueIterator("generator object \(name)", depth: depth, advance))
    }
}

extension ValueIterator {
    /// A run through a value that begins, and fails, only when it is asked for the first element.
    static func lazily(over value: Value) throws(Failure) -> ValueIterator {
        var inner: ValueIterator?
        return ValueIterator("generator object", depth: value.depth) { (state) throws(Failure) in
            if inner == nil { inner = try state.iterator(value) }
            return try inner?.next(state)
        }
    }
}
