import FlavorKit

/// What pandas makes of cells that a caller wrote: one kind of value, or objects of several.
struct CellKinds {
    private var bools = 0
    private var numbers = 0
    private var texts = 0
    private var nulls = 0
    private var nans = 0
    private var times = 0
    private var others = 0

    init(_ cells: [Value]) {
        for cell in cells {
            switch cell {
            case .bool: bools += 1
            case .double(let number) where number.isNaN: nans += 1
            case .int, .double: numbers += 1
            case .datetime: times += 1
            case .string: texts += 1
            case .null: nulls += 1
            default: others += 1
            }
        }
    }

    /// Whether the cells have no type in common: a column of objects, which MLflow passes on where text is asked for.
    var isObject: Bool {
        // Beside text NaN is a null, and text with nulls still text.
        let numberCount = texts > 0 ? numbers : numbers + nans
        let kinds = [bools, numberCount, texts, times, others].count { $0 > 0 }
        return kinds > 1 || others > 0 || bools > 0 && nulls > 0
    }

    /// Whether at least one cell is a number.
    var hasNumbers: Bool { numbers + nans > 0 }

    /// Whether at least one cell is true or false.
    var hasBooleans: Bool { bools > 0 }
}
