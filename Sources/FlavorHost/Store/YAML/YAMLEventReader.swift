import CYaml
import FlavorKit

/// Reads a document step by step with libyaml.
final class YAMLEventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String

    /// Creates a reader of bytes that must outlive it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(FlavorError) {
        parser = .allocate(capacity: 1)
        self.bytes = bytes
        self.file = file
        // libyaml clears the struct first, so that a failure leaves nothing to free.
        guard yaml_parser_initialize(parser) == 1 else {
            throw FlavorError(.resourceExhausted, "\(file): not enough memory to read the file")
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Returns the next step.
    func next() throws(FlavorError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(kind: kind(of: event), line: Int(clamping: event.start_mark.line) + 1)
    }

    private func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(
                YAMLScalar(
                    text: text, properties: properties(scalar.anchor, scalar.tag), isPlain: scalar.plain_implicit == 1))
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private func properties(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> YAMLProperties {
        // A lone exclamation mark asks for the type that the value has without quotes and tags.
        YAMLProperties(anchor: text(anchor), tag: text(tag).flatMap { $0 == "!" ? nil : $0 })
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// Returns libyaml's complaint as one sentence.
    private func failure() -> FlavorError {
        let error = parser.pointee
        guard error.error != YAML_MEMORY_ERROR else {
            return FlavorError(.resourceExhausted, "\(file): not enough memory to read the file")
        }
        let problem = error.problem.map { String(cString: $0) } ?? "not YAML"
        guard error.error != YAML_READER_ERROR else {
            let line = bytes.prefix(Int(clamping: error.problem_offset)).count { $0 == UInt8(ascii: "\n") } + 1
            return YAMLPlace(file: file, line: line).error("not YAML text: \(problem)")
        }
        let place = YAMLPlace(file: file, line: Int(clamping: error.problem_mark.line) + 1)
        if problem.hasPrefix("Maximum nesting level") { return place.error(YAML.depthRefusal) }
        let index = Int(clamping: error.problem_mark.index)
        if error.error == YAML_SCANNER_ERROR, index < bytes.count, bytes[index] == UInt8(ascii: "\t") {
            return place.error("found a tab where only spaces may indent; replace it with spaces")
        }
        guard let context = error.context.map({ String(cString: $0) }) else {
            return place.error("not YAML: \(problem)")
        }
        return place.error("not YAML: \(problem) \(context) that begins on line \(error.context_mark.line + 1)")
    }
}
