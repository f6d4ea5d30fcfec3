extension Filters {
    static let orderFilters: [String: Filter] = [
        "sort": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("sort", ["reverse", "case_sensitive", "attribute"])
            let ignoresCase = !(values[1]?.isTruthy ?? false)
            var paths: [AttributePath] = []
            if let text = values[2]?.text {
                for part in Splitting.split(text, by: ",", limit: -1) {
                    paths.append(try AttributePath(.string(part), ignoresCase: ignoresCase))
                }
            } else {
                paths = [try AttributePath(values[2] ?? .null, ignoresCase: ignoresCase)]
            }
            var keyed: [(key: Value, value: Value)] = []
            for element in try state.elements(value) {
                var key: [Value] = []
                for path in paths { key.append(try path.value(of: element, state)) }
                keyed.append((.list(key), element))
            }
            return try state.list(try state.sorted(keyed, reverse: values[0]?.isTruthy ?? false).map(\.value))
        },
        "dictsort": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("dictsort", ["case_sensitive", "by", "reverse"])
            let by = values[1]?.text ?? (values[1] == nil ? "key" : "")
            guard by == "key" || by == "value" else {
                throw Failure(.operation, "you can only sort by either \"key\" or \"value\"")
            }
            guard case .dict(let dict) = value else {
                if case .undefined(let undefined) = value { throw undefined.failure }
                throw Failure(.operation, "dictsort needs a dict, got \(value.typeName)")
            }
            let path = try AttributePath(.null, ignoresCase: !(values[0]?.isTruthy ?? false))
            var keyed: [(key: Value, value: Value)] = []
            for (key, value) in zip(dict.keys, dict.values) {
                keyed.append((try path.value(of: by == "key" ? key : value, state), .tuple([key, value])))
            }
            return try state.list(try state.sorted(keyed, reverse: values[2]?.isTruthy ?? false).map(\.value))
        },
        "groupby": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("groupby", ["attribute", "default", "case_sensitive"], required: 1)
            let attribute = values[0] ?? .null
            let ignoresCase = !(values[2]?.isTruthy ?? false)
            let path = try AttributePath(attribute, fallback: values[1], ignoresCase: ignoresCase)
            let exact = try AttributePath(attribute, fallback: values[1])
            var keyed: [(key: Value, value: Value)] = []
            for element in try state.elements(value) { keyed.append((try path.value(of: element, state), element)) }
            var groups: [(key: Value, members: [Value])] = []
            for (key, element) in try state.sorted(keyed, reverse: false) {
                if let last = groups.last, isEqual(last.key, key) {
                    groups[groups.count - 1].members.append(element)
                } else {
                    groups.append((key, [element]))
                }
            }
            var result: [Value] = []
            for (key, members) in groups {
                let grouper = ignoresCase ? try exact.value(of: members[0], state) : key
                result.append(.tuple(GroupObject(grouper, try state.list(members))))
            }
            return try state.list(result)
        },
        "unique": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("unique", ["case_sensitive", "attribute"])
            let path = try AttributePath(values[1] ?? .null, ignoresCase: !(values[0]?.isTruthy ?? false))
            let source = try ValueIterator.lazily(over: value)
            var seen: Set<DictKey> = []
            return try state.generator("sync_do_unique", depth: value.depth) { (state) throws(Failure) in
                while let element = try source.next(state) {
                    if seen.insert(try DictKey(try path.value(of: element, state))).inserted { return element }
                }
                return nil
            }
        },
        "min": extreme("min", wanted: .less), "max": extreme("max", wanted: .greater),
    ]

    private static func extreme(_ name: String, wanted: Ordering) -> Filter {
        { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind(name, ["case_sensitive", "attribute"])
            let path = try AttributePath(values[1] ?? .null, ignoresCase: !(values[0]?.isTruthy ?? false))
            let iterator = try state.iterator(value)
            guard var best = try iterator.next(state) else {
                return .undefined("No aggregated item, sequence was empty.")
            }
            var bestKey = try path.value(of: best, state)
            while let element = try iterator.next(state) {
                let key = try path.value(of: element, state)
                if try compare(key, bestKey, wanted == .less ? "<" : ">") == wanted { (best, bestKey) = (element, key) }
            }
            return best
        }
    }
}

/// A group that `groupby` makes: a tuple whose two elements have names too.
final class GroupObject: ListObject {
    init(_ grouper: Value, _ list: Value) { super.init([grouper, list]) }

    /// The element of a name.
    func element(_ name: String) -> Value? {
        switch name {
        case "grouper": elements[0]
        case "list": elements[1]
        default: nil
        }
    }
}
