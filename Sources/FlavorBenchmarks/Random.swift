/// Numbers that are the same in every run.
struct Random {
    private var state: UInt64 = 42

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }

    mutating func integer(below limit: Int) -> Int { Int(next() >> 32) % limit }

    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
