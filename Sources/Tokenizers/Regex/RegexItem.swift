/// One part of a sequence on its way into a node.
struct RegexItem {
    var node: RegexNode
    /// The letter that the part is where case is ignored, in lowercase; with its neighbours it may make a ligature.
    var foldedLetter: Unicode.Scalar?

    /// Puts parts together; letters in a row may also be written as a ligature.
    ///
    /// Of several ligatures at a place Oniguruma takes the longest and goes on behind it.
    static func joined(_ items: [RegexItem]) -> RegexNode {
        var nodes: [RegexNode] = []
        var rest = items[...]
        while let first = rest.first {
            let letters = String(String.UnicodeScalarView(rest.prefix(3).map { $0.foldedLetter ?? " " }))
            if let ligature = RegexCase.ligatures.first(where: { letters.hasPrefix($0.letters) }) {
                let spelled = rest.prefix(ligature.letters.utf8.count)
                nodes.append(.alternatives([.inOrder(spelled.map(\.node)), .set(ligature.set)]))
                rest = rest.dropFirst(spelled.count)
            } else {
                nodes.append(first.node)
                rest = rest.dropFirst()
            }
        }
        return .inOrder(nodes)
    }
}

extension RegexNode {
    /// Nodes one after another; sequences among them become part of this one.
    static func inOrder(_ nodes: [RegexNode]) -> RegexNode {
        let flat = nodes.flatMap { node -> [RegexNode] in
            if case .sequence(let parts) = node { parts } else { [node] }
        }
        return flat.count == 1 ? flat[0] : .sequence(flat)
    }

    /// The first of several nodes that leads to a match; alternatives among them become alternatives of this one.
    static func anyOf(_ nodes: [RegexNode]) -> RegexNode {
        let flat = nodes.flatMap { node -> [RegexNode] in
            if case .alternatives(let parts) = node { parts } else { [node] }
        }
        return flat.count == 1 ? flat[0] : .alternatives(flat)
    }

    /// A node repeated; once is the node itself.
    static func repeated(_ node: RegexNode, _ repetition: RegexRepetition) -> RegexNode {
        repetition.minimum == 1 && repetition.maximum == 1 ? node : .repetition(node, repetition)
    }
}
