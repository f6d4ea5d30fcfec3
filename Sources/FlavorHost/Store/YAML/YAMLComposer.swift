import FlavorKit
import JSON

/// Puts the steps of a document together to one value.
struct YAMLComposer {
    private let events: YAMLEventReader
    private let file: String
    /// The finished values that have an anchor; nil while a value is still open, so that it cannot contain itself.
    private var anchors: [String: Measured?] = [:]
    /// What the document measures so far, with aliases written out.
    private var total = Measure()

    init(events: YAMLEventReader, file: String) {
        self.events = events
        self.file = file
    }

    /// Reads the only document of a file; null when there is none.
    mutating func composeDocument() throws(FlavorError) -> YAMLDocument {
        _ = try events.next()
        guard case .documentStart = try events.next().kind else {
            return YAMLDocument(value: .null, notes: YAMLNotes())
        }
        let composed = try compose(try events.next(), depth: 0)
        _ = try events.next()
        let next = try events.next()
        guard case .streamEnd = next.kind else {
            throw error(next, "a second document begins here; one file holds one document")
        }
        return YAMLDocument(value: composed.value, notes: composed.notes)
    }

    private func error(_ event: YAMLEvent, _ reason: String) -> FlavorError {
        YAMLPlace(file: file, line: event.line).error(reason)
    }

    private mutating func compose(_ event: YAMLEvent, depth: Int) throws(FlavorError) -> Measured {
        switch event.kind {
        case .alias(let name): return try resolve(alias: name, event, depth: depth)
        case .scalar(let scalar):
            var measured = Measured(value: .null, measure: Measure(nodes: 1, text: scalar.text.utf8.count, height: 0))
            try charge(measured.measure, event, depth: depth)
            (measured.value, measured.notes) = try scalar.value(at: YAMLPlace(file: file, line: event.line))
            if let anchor = scalar.properties.anchor { anchors[anchor] = .some(measured) }
            return measured
        case .sequenceStart(let properties):
            return try composeCollection(event, properties, core: "seq", depth: depth) {
                composer, measure throws(FlavorError) in
                try composer.composeElements(depth: depth, measure: &measure)
            }
        case .mappingStart(let properties):
            return try composeCollection(event, properties, core: "map", depth: depth) {
                composer, measure throws(FlavorError) in
                try composer.composeMembers(depth: depth, measure: &measure)
            }
        default: throw error(event, "expected a value")
        }
    }

    private mutating func composeCollection(
        _ event: YAMLEvent, _ properties: YAMLProperties, core: String, depth: Int,
        _ body: (inout YAMLComposer, inout Measure) throws(FlavorError) -> (JSONValue, YAMLNotes)
    ) throws(FlavorError) -> Measured {
        if let tag = properties.tag, tag != YAMLScalar.coreTag + core {
            throw error(event, YAMLScalar.refusal(ofTag: tag))
        }
        var measure = Measure(nodes: 1, text: 0, height: 1)
        try charge(measure, event, depth: depth)
        if let anchor = properties.anchor { anchors[anchor] = .some(nil) }
        let (value, notes) = try body(&self, &measure)
        let measured = Measured(value: value, notes: notes, measure: measure)
        if let anchor = properties.anchor { anchors[anchor] = .some(measured) }
        return measured
    }

    private mutating func composeElements(
        depth: Int, measure: inout Measure
    ) throws(FlavorError) -> (JSONValue, YAMLNotes) {
        var elements: [JSONValue] = []
        var notes = YAMLNotes()
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return (.array(elements), notes) }
            let element = try compose(event, depth: depth + 1)
            measure.enclose(element.measure)
            if !element.notes.isEmpty { notes["\(elements.count)"] = element.notes }
            elements.append(element.value)
        }
    }

    private mutating func composeMembers(
        depth: Int, measure: inout Measure
    ) throws(FlavorError) -> (JSONValue, YAMLNotes) {
        // What is merged gives way to the map's own members, wherever the merge key stands.
        var merged: [Member] = []
        var members: [Member] = []
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return try map(merged + members, event) }
            let key = try compose(event, depth: depth + 1)
            let valueEvent = try events.next()
            let value = try compose(valueEvent, depth: depth + 1)
            measure.enclose(key.measure)
            measure.enclose(value.measure)
            if case .scalar(let scalar) = event.kind, scalar.isMergeKey {
                merged += try membersToMerge(value, valueEvent)
            } else if let name = key.value.keyText {
                let isText = key.value.stringValue != nil && !key.notes.isTimestamp
                let written = isText ? nil : key.value.stringValue ?? YAMLStyledScalar(key.value).text
                members.append(Member(key: name, written: written, value: value.value, notes: value.notes))
            } else {
                throw error(event, "a key must be a single value, found \(key.value.kindName)")
            }
        }
    }

    /// One member of a map.
    private struct Member {
        let key: String
        /// The key as it is written where it is no text.
        let written: String?
        let value: JSONValue
        let notes: YAMLNotes
    }

    /// Puts members together; of equal keys the last one wins.
    private func map(_ members: [Member], _ event: YAMLEvent) throws(FlavorError) -> (JSONValue, YAMLNotes) {
        var notes = YAMLNotes()
        for member in members where member.written != nil { notes[key: member.key] = member.written }
        for member in members {
            if member.written == nil, notes[key: member.key] != nil {
                throw error(event, "a map has the key '\(member.key)' twice, once in quotes; rename one of the two")
            }
            notes[member.key] = member.notes
        }
        return (.object(JSONObject(members.lazy.map { ($0.key, $0.value) })), notes)
    }

    /// Returns what a merge key brings in; of several maps the first wins.
    private func membersToMerge(_ value: Measured, _ event: YAMLEvent) throws(FlavorError) -> [Member] {
        var sources = [(value.value, value.notes)]
        if let elements = value.value.arrayValue {
            sources = elements.enumerated().map { ($1, value.notes["\($0)"] ?? YAMLNotes()) }
        }
        var members: [Member] = []
        for (source, notes) in sources.reversed() {
            guard let object = source.objectValue else {
                throw error(event, "a merge key '<<' takes a map or a list of maps, found \(source.kindName)")
            }
            members += object.map { key, value in
                Member(key: key, written: notes[key: key], value: value, notes: notes[key] ?? YAMLNotes())
            }
        }
        return members
    }

    private mutating func resolve(alias name: String, _ event: YAMLEvent, depth: Int) throws(FlavorError) -> Measured {
        guard let entry = anchors[name] else { throw error(event, "the alias '*\(name)' has no anchor '&\(name)'") }
        guard let measured = entry else { throw error(event, "the alias '*\(name)' stands inside its own value") }
        try charge(measured.measure, event, depth: depth)
        return measured
    }

    /// Counts a value in, and refuses the document when it has grown too big.
    private mutating func charge(_ measure: Measure, _ event: YAMLEvent, depth: Int) throws(FlavorError) {
        guard depth + measure.height <= YAML.depthLimit else {
            throw error(event, YAML.depthRefusal)
        }
        total.enclose(measure)
        guard total.nodes <= YAML.nodeLimit else {
            throw error(event, "more than \(YAML.nodeLimit) values, aliases written out; such a file is not read")
        }
        guard total.text <= YAML.textLimit else {
            throw error(event, "more than \(YAML.textLimit >> 20) MiB of text, aliases written out; it is not read")
        }
    }
}

/// How big a value is once aliases are written out.
private struct Measure {
    /// The values in it, itself included.
    var nodes = 0
    /// The bytes of text in it.
    var text = 0
    /// The levels of lists and maps in it.
    var height = 0

    /// Adds the measure of a value that stands inside this one.
    mutating func enclose(_ inner: Measure) {
        nodes += inner.nodes
        text += inner.text
        height = max(height, inner.height + 1)
    }
}

/// A value and how big it is.
private struct Measured {
    var value: JSONValue
    var notes = YAMLNotes()
    let measure: Measure
}

extension JSONValue {
    /// The text of this value as a key, as Python's `json` writes it; nil for lists and maps.
    fileprivate var keyText: String? {
        switch self {
        case .string(let text): text
        case .array, .object: nil
        default: text()
        }
    }
}
