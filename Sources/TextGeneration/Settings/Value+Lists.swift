import FlavorKit

extension Value {
    /// The integers of a list or of a tensor with one dimension; nil when this is something else.
    package var integerList: [Int]? {
        switch self {
        case .list(let items):
            var numbers: [Int] = []
            numbers.reserveCapacity(items.count)
            for item in items {
                guard let number = item.intValue else { return nil }
                numbers.append(Int(number))
            }
            return numbers
        case .tensor(let tensor) where tensor.shape.count == 1: return tensor.integers
        default: return nil
        }
    }

    /// The texts of a list or of an array of strings with one dimension; nil when this is something else or has a null.
    var stringList: [String]? {
        switch self {
        case .list(let items):
            var texts: [String] = []
            texts.reserveCapacity(items.count)
            for item in items {
                guard let text = item.stringValue else { return nil }
                texts.append(text)
            }
            return texts
        case .strings(let strings) where strings.shape.count == 1:
            let texts = strings.items.compactMap(\.self)
            return texts.count == strings.items.count ? texts : nil
        default: return nil
        }
    }
}

extension Tensor {
    /// The elements in row-major order, or nil when they are not int64 or int32 or one is null.
    var integers: [Int]? {
        guard validity == nil || (0..<elementCount).allSatisfy(isValid(at:)) else { return nil }
        return elements(as: Int64.self)?.map(Int.init) ?? elements(as: Int32.self)?.map(Int.init)
    }
}
