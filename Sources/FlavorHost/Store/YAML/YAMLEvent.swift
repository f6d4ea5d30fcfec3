/// One step of a YAML document, as libyaml reports it.
struct YAMLEvent {
    /// What the step is.
    enum Kind {
        case alias(String)
        case scalar(YAMLScalar)
        case sequenceStart(YAMLProperties)
        case sequenceEnd
        case mappingStart(YAMLProperties)
        case mappingEnd
        case documentStart
        case documentEnd
        case streamStart
        case streamEnd
    }

    let kind: Kind
    /// The line on which the step begins, counted from 1.
    let line: Int
}

/// The anchor and the tag in front of a value.
struct YAMLProperties {
    let anchor: String?
    let tag: String?
}

/// A single value before its type is known.
struct YAMLScalar {
    let text: String
    let properties: YAMLProperties
    /// Whether the value is written without quotes and without a tag, so that its text decides its type.
    let isPlain: Bool
}
