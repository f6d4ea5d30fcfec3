import FlavorKit
import JSON

/// Conversions of single values of a column.
///
/// Numbers keep their value in every form. Between text, numbers and booleans only the forms of MLflow's server cast, as
/// only there MLflow does: a number in a bare document is no text.
struct ScalarConversion {
    private let type: DataType
    private let form: Payload.Form
    private let rules: RuleSet
    /// Whether to cast between text, numbers and booleans.
    private let isCasting: Bool

    /// - Parameter isMixed: Whether the column holds cells of several kinds, which MLflow casts to numbers and datetimes
    ///   in a bare document too.
    init(_ type: DataType, _ form: Payload.Form, _ rules: RuleSet, isMixed: Bool) {
        self.type = type
        self.form = form
        self.rules = rules
        isCasting = form != .plain || isMixed && (type == .double || type == .datetime)
    }

    /// Whether a rule that casts is applied.
    private func casts(_ rule: EnforcementRule) -> Bool { isCasting && rules.has(rule) }

    /// The value in the column's type; nil where something would be lost.
    func convert(_ cell: Value) -> Value? {
        switch type {
        case .boolean: boolean(cell)
        case .integer, .long: integer(cell)
        case .float, .double: number(cell)
        case .string: text(cell)
        case .binary: bytes(cell)
        case .datetime: time(cell)
        }
    }

    private func boolean(_ cell: Value) -> Value? {
        switch cell {
        case .bool: return cell
        case .int(let number) where number == 0 || number == 1:
            return casts(.bitsAreBooleans) ? .bool(number == 1) : nil
        case .double(let number) where number == 0 || number == 1:
            return casts(.bitsAreBooleans) ? .bool(number == 1) : nil
        case .string(let text) where form == .textTable:
            return switch text {
            case "True", "TRUE", "true": .bool(true)
            case "False", "FALSE", "false": .bool(false)
            default: nil
            }
        default: return nil
        }
    }

    private func integer(_ cell: Value) -> Value? {
        let number: Int64?
        switch cell {
        case .string(let text): number = casts(.textSpellsNumbers) ? NumberText.integer(text) : nil
        case .bool(let bool): number = casts(.booleansAreNumbers) ? (bool ? 1 : 0) : nil
        default: number = NumericConversion(rules, roundsIntegers: form != .plain).integer(cell)
        }
        return number.flatMap { NumericConversion(rules, roundsIntegers: form != .plain).fitted($0, to: type) }
    }

    private func number(_ cell: Value) -> Value? {
        let number: Double?
        switch cell {
        case .string(let text):
            let spelled = casts(.textSpellsNumbers) ? NumberText.double(text) : nil
            // pandas reads no NaN where MLflow has it look at mixed cells.
            number = form == .plain && spelled?.isNaN == true ? nil : spelled
        case .bool(let bool): number = casts(.booleansAreNumbers) ? (bool ? 1 : 0) : nil
        default: return NumericConversion(rules, roundsIntegers: form != .plain).number(cell, type)
        }
        return number.flatMap { NumericConversion(rules, roundsIntegers: form != .plain).rounded($0, to: type) }
    }

    private func text(_ cell: Value) -> Value? {
        if case .string = cell { return cell }
        return casts(.numbersArePrinted) ? cell.printedNumber.map(Value.string) : nil
    }

    private func bytes(_ cell: Value) -> Value? {
        switch (form, cell) {
        case (_, .bytes): return cell
        case (.plain, .string), (.textTable, .string): return cell
        case (.table, .string(let text)):
            guard rules.has(.tableCellsAreBase64) else { return cell }
            return Base64Text.decode(text, isStrict: rules.has(.base64IsWellFormed)).map(Value.bytes)
        case (.tensors, .string(let text)):
            // The bytes are the text's own, as numpy makes them: ASCII, and without NUL at the end, which it drops.
            let bytes = Array(text.utf8)
            return bytes.allSatisfy { $0 < 0x80 } && bytes.last != 0 ? .bytes(bytes) : nil
        default:
            guard form != .table, casts(.numbersArePrinted) else { return nil }
            return cell.printedNumber.map { .bytes(Array($0.utf8)) }
        }
    }

    private func time(_ cell: Value) -> Value? {
        switch cell {
        case .datetime: cell
        case .string(let text) where form != .plain && TimeText.isNone(text): .null
        // pandas has another word for no time.
        case .string("nan") where form == .table, .string("NaN") where form == .table: .null
        case .string(let text) where rules.has(.textSpellsTimes):
            TimeText.nanoseconds(text, allowsZone: !rules.has(.timesHaveNoZone)).map(Value.datetime)
        // numpy's word for no time is the least integer.
        case .int(.min) where casts(.integersAreNanoseconds): .null
        case .int(let nanoseconds) where casts(.integersAreNanoseconds): .datetime(nanoseconds)
        default: nil
        }
    }

    // MARK: Messages

    /// What a refused cell is, without what it says.
    func describe(_ cell: Value) -> String { Self.describe(cell, type, isCasting: isCasting) }

    static func describe(_ cell: Value, _ type: DataType, isCasting: Bool = false) -> String {
        switch (type, cell) {
        case (.integer, .int): return "an integer beyond 32 bits"
        case (.integer, .double(let number)), (.long, .double(let number)):
            if !number.isFinite { return "a number that is not finite" }
            return number == number.rounded() ? "a number beyond the type's range" : "a number with a fraction"
        case (.float, .int), (.double, .int): return "an integer that the type would round"
        case (.float, .double): return "a number beyond the type's range"
        case (.boolean, .int) where isCasting, (.boolean, .double) where isCasting: return "a number other than 0 and 1"
        case (.binary, .string) where isCasting: return "text that is not base64"
        case (.datetime, .string): return "text that is no ISO 8601 date or time without a time zone"
        case (.integer, .string) where isCasting, (.long, .string) where isCasting:
            return "text that spells no such integer"
        case (.float, .string) where isCasting, (.double, .string) where isCasting:
            return "text that spells no such number"
        default: return cell.kindName
        }
    }
}

extension Value {
    /// A number or boolean as Python prints it; nil for anything else.
    var printedNumber: String? {
        switch self {
        case .bool(let bool): bool ? "True" : "False"
        case .int(let number): String(number)
        case .double(let number): PythonFloat.repr(number)
        default: nil
        }
    }
}
