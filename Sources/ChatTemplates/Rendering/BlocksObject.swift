/// The variable `self`: the template's named blocks, each a function that gives its text.
final class BlocksObject: TemplateObject {
    override var typeName: String { "TemplateReference" }
    override var typeDescription: String { "jinja2.runtime.TemplateReference object" }
    override var isSubscriptable: Bool { true }

    override func item(_ key: Value, _ state: RenderState) throws(Failure) -> Value? {
        guard let name = key.text, state.hasBlock(name) else { return nil }
        let call = Function(name) { (arguments, state) throws(Failure) in
            _ = try arguments.bindPositional(name, 0...0)
            let text = try state.capture { () throws(Failure) in try state.runBlock(name) }.text
            return state.isEscaping ? .markup(text) : .string(text)
        }
        return .object(call)
    }

    override func repr(_ state: RenderState, depth: Int) throws(Failure) -> String { "<TemplateReference None>" }
}
