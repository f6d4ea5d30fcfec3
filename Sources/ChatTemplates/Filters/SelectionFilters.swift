extension Filters {
    static let selectionFilters: [String: Filter] = [
        "map": { (value, arguments, state) throws(Failure) in
            let source = try ValueIterator.lazily(over: value)
            var transform: ((Value, RenderState) throws(Failure) -> Value)?
            return try state.generator("sync_do_map", depth: value.depth) { (state) throws(Failure) in
                if transform == nil {
                    guard value.isTruthy else { return nil }
                    transform = try mapping(arguments)
                }
                guard let element = try source.next(state) else { return nil }
                return try transform?(element, state)
            }
        },
        "select": selection("select", keeps: true, looksUp: false),
        "reject": selection("reject", keeps: false, looksUp: false),
        "selectattr": selection("select", keeps: true, looksUp: true),
        "rejectattr": selection("reject", keeps: false, looksUp: true),
    ]

    /// What `map` makes of an element: an attribute, or what a filter gives.
    private static func mapping(
        _ arguments: Arguments
    ) throws(Failure) -> (Value, RenderState) throws(Failure) -> Value {
        if arguments.positional.isEmpty, let (_, attribute) = arguments.named.first(where: { $0.name == "attribute" }) {
            let others = arguments.named.filter { $0.name != "attribute" }
            if let other = others.first(where: { $0.name != "default" }) {
                throw Failure(.operation, "unexpected keyword argument '\(other.name)'")
            }
            let path = try AttributePath(attribute, fallback: others.first?.value)
            return { (element, state) throws(Failure) in try path.value(of: element, state) }
        }
        guard let name = arguments.positional.first else {
            throw Failure(.operation, "map requires a filter argument")
        }
        let rest = Arguments(positional: Array(arguments.positional.dropFirst()), named: arguments.named)
        guard let filter = name.text.flatMap(named) else {
            throw Failure(.operation, "no filter is named \(name.text.map { "'\($0)'" } ?? "by a \(name.typeName)")")
        }
        return { (element, state) throws(Failure) in try filter(element, rest, state) }
    }

    private static func selection(_ name: String, keeps: Bool, looksUp: Bool) -> Filter {
        { (value, arguments, state) throws(Failure) in
            let source = try ValueIterator.lazily(over: value)
            var condition: ((Value, RenderState) throws(Failure) -> Bool)?
            return try state.generator("sync_do_\(name)", depth: value.depth) { (state) throws(Failure) in
                if condition == nil {
                    guard value.isTruthy else { return nil }
                    condition = try testing(arguments, looksUp: looksUp)
                }
                while let element = try source.next(state) {
                    if try condition?(element, state) == keeps { return element }
                }
                return nil
            }
        }
    }

    /// What decides on an element: a test of it or of its attribute, or whether it is true.
    private static func testing(
        _ arguments: Arguments, looksUp: Bool
    ) throws(Failure) -> (Value, RenderState) throws(Failure) -> Bool {
        var positional = arguments.positional[...]
        var path: AttributePath?
        if looksUp {
            guard let attribute = positional.popFirst() else {
                throw Failure(.operation, "missing parameter for attribute name")
            }
            path = try AttributePath(attribute)
        }
        guard let name = positional.popFirst() else {
            return { [path] (element, state) throws(Failure) in
                (try path?.value(of: element, state) ?? element).isTruthy
            }
        }
        guard let test = name.text.flatMap(Tests.named) else {
            throw Failure(.operation, "no test is named \(name.text.map { "'\($0)'" } ?? "by a \(name.typeName)")")
        }
        let rest = Arguments(positional: Array(positional), named: arguments.named)
        return { [path] (element, state) throws(Failure) in
            try test(try path?.value(of: element, state) ?? element, rest, state)
        }
    }
}
