import FlavorKit

/// Settings of a generation in layers, of which the first that has a setting wins; null counts as not set.
package struct GenerationSettings: Sendable {
    /// Where a layer comes from, for messages.
    package enum Origin: Sendable {
        case call
        /// The options of a load or a save.
        case options
        /// What the model's task asks for.
        case task
        /// The model's own configuration in its MLmodel.
        case savedConfiguration
        case file(String)

        func name(of setting: String) -> String {
            switch self {
            case .task: "MLmodel: the task's \(setting)"
            case .call: "parameter \"\(setting)\""
            case .options: "option \"\(setting)\""
            case .savedConfiguration: "MLmodel: python_function.config.\(setting)"
            case .file(let name): "\(name): \(setting)"
            }
        }
    }

    package struct Layer: Sendable {
        package let origin: Origin
        package let values: Parameters

        package init(origin: Origin, values: Parameters) {
            self.origin = origin
            self.values = values
        }
    }

    /// The layers, the strongest first.
    package let layers: [Layer]

    package init(layers: [Layer]) { self.layers = layers }

    /// The settings with the parameters of a call over them.
    func overlaid(with parameters: Parameters) -> GenerationSettings {
        GenerationSettings(layers: [Layer(origin: .call, values: parameters)] + layers)
    }

    /// A setting with its name for messages.
    struct Setting {
        let subject: String
        let value: Value
    }

    subscript(_ name: String) -> Setting? {
        for layer in layers {
            if let value = layer.values[name] { return Setting(subject: layer.origin.name(of: name), value: value) }
        }
        return nil
    }

    func bool(_ name: String) throws(FlavorError) -> Bool? {
        guard let setting = self[name] else { return nil }
        guard case .bool(let bool) = setting.value else { throw setting.mismatch("true or false") }
        return bool
    }

    func integer(_ name: String, from smallest: Int, to largest: Int = .max) throws(FlavorError) -> Int? {
        guard let setting = self[name] else { return nil }
        guard let number = setting.integer else { throw setting.mismatch("an integer") }
        guard smallest...largest ~= number else {
            let expected =
                largest == .max ? "an integer of at least \(smallest)" : "an integer from \(smallest) to \(largest)"
            throw setting.outOfRange(expected, "\(number)")
        }
        return number
    }

    func number(_ name: String, _ expected: String, where isValid: (Double) -> Bool) throws(FlavorError) -> Double? {
        guard let setting = self[name] else { return nil }
        let number: Double
        switch setting.value {
        case .int(let integer): number = Double(integer)
        case .double(let double): number = double
        default: throw setting.mismatch("a number")
        }
        guard number.isFinite, isValid(number) else { throw setting.outOfRange(expected, "\(number)") }
        return number
    }

    /// One integer or a list of integers, as a list.
    func integers(_ name: String) throws(FlavorError) -> [Int]? {
        guard let setting = self[name] else { return nil }
        if let number = setting.integer { return [number] }
        if let numbers = setting.value.integerList { return numbers }
        throw setting.mismatch("an integer or a list of integers")
    }

    /// One text or a list of texts, as a list.
    func strings(_ name: String) throws(FlavorError) -> [String]? {
        guard let setting = self[name] else { return nil }
        if case .string(let text) = setting.value { return [text] }
        if let texts = setting.value.stringList { return texts }
        throw setting.mismatch("a string or a list of strings")
    }
}

extension GenerationSettings.Setting {
    /// The value as an integer, where it is a whole number.
    var integer: Int? {
        switch value {
        case .int(let number): Int(number)
        case .double(let number): Int(exactly: number)
        default: nil
        }
    }

    func mismatch(_ expected: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(subject): expected \(expected), found \(value.kindName)")
    }

    func outOfRange(_ expected: String, _ found: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(subject): expected \(expected), found \(found)")
    }
}
