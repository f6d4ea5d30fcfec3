extension ScalarSet {
    /// What `\p{…}` names: a general category, `Han`, or one of the few sets that go by a name of their own.
    init?(propertyNamed name: String) {
        if let classes = ScalarClasses(propertyNamed: name) {
            self.init(classes)
            return
        }
        switch name.lowercased() {
        case "any": self = .all
        case "ascii": self.init("\0"..."\u{7F}")
        case "assigned": self = ScalarSet(.unassigned).inverted
        case "space", "white_space": self.init(.whitespace)
        case "digit": self.init(.decimalNumber)
        default: return nil
        }
    }
}
