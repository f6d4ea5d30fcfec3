extension RenderState {
    /// Values in the order of their keys; equal ones stay in theirs.
    func sorted(
        _ keyed: [(key: Value, value: Value)], reverse: Bool
    ) throws(Failure) -> [(key: Value, value: Value)] {
        try sorted(keyed, reverse: reverse) { (left, right) throws(Failure) in
            try compare(left.key, right.key, "<") == .less
        }
    }

    /// Elements in the order of a comparison that may fail, by merging; equal ones stay in theirs.
    func sorted<Element>(
        _ elements: [Element], reverse: Bool, by precedes: (Element, Element) throws(Failure) -> Bool
    ) throws(Failure) -> [Element] {
        // Reversed twice, equal elements keep their order.
        var source = reverse ? elements.reversed() : elements
        var width = 1
        while width < source.count {
            var merged: [Element] = []
            merged.reserveCapacity(source.count)
            var start = 0
            while start < source.count {
                let middle = min(start + width, source.count)
                let end = min(middle + width, source.count)
                var (left, right) = (start, middle)
                while left < middle, right < end {
                    try step()
                    if try precedes(source[right], source[left]) {
                        merged.append(source[right])
                        right += 1
                    } else {
                        merged.append(source[left])
                        left += 1
                    }
                }
                merged += source[left..<middle]
                merged += source[right..<end]
                start = end
            }
            source = merged
            width *= 2
        }
        return reverse ? source.reversed() : source
    }
}
