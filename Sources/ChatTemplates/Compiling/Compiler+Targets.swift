extension Compiler {
    /// Compiles the assignment to a target.
    ///
    /// Only `set` with a value asks whether what takes an attribute is a namespace.
    func compile(
        _ target: Target, in scope: Scope, checksNamespaces: Bool
    ) throws(LexicalFailure) -> Assignment {
        switch target {
        case .name(let name, let offset):
            guard let variable = scope.symbols.find(name) else {
                throw LexicalFailure("the name '\(name)' has no place here", offset)
            }
            let reference = reference(variable, from: scope.symbols.unit)
            let isSeenByBlocks = scope.isTopLevel && hasBlocks
            let index = isSeenByBlocks ? context(name) : 0
            let slot = reference.slot
            if reference.hops == 0, !isSeenByBlocks { return { frame, value in frame.slots[slot] = value } }
            return { frame, value in
                reference.set(value, frame)
                if isSeenByBlocks { frame.state.context[index] = value }
            }
        case .attribute(let name, let attribute, let offset):
            guard let variable = scope.symbols.find(name) else {
                throw LexicalFailure("the name '\(name)' has no place here", offset)
            }
            let reference = reference(variable, from: scope.symbols.unit)
            return { (frame, value) throws(Failure) in
                switch reference.value(frame) {
                case .object(let object as Namespace)?: try object.set(attribute, value)
                case .dict(let dict)? where !checksNamespaces:
                    dict.set(DictKey(attribute), value)
                    try frame.state.check(depth: dict.depth, weight: dict.weight)
                default:
                    throw Failure(.operation, "cannot assign attribute '\(attribute)' on what is no namespace")
                }
            }
        case .tuple(let targets):
            var assignments: [Assignment] = []
            for target in targets {
                assignments.append(try compile(target, in: scope, checksNamespaces: checksNamespaces))
            }
            return { [assignments] (frame, value) throws(Failure) in
                let values = try frame.state.elements(value)
                guard values.count == assignments.count else {
                    let problem = values.count < assignments.count ? "not enough" : "too many"
                    throw Failure(
                        .operation, "\(problem) values to unpack: expected \(assignments.count), got \(values.count)")
                }
                for (assign, value) in zip(assignments, values) { try assign(frame, value) }
            }
        }
    }
}
