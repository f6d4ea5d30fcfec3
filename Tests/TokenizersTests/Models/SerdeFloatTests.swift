import Testing

@testable import Tokenizers

@Suite struct SerdeFloatTests {
    /// Numbers as written, and as the peer writes them after it has read them.
    @Test(
        "A number is rounded as the peer's JSON reader rounds it",
        arguments: [
            (-7.9639642832675435, -7.963964283267544), (-12.605936814629427, -12.605936814629429),
            (-14.022904299364857, -14.022904299364855), (1.8794851680846958e-57, 1.879485168084696e-57),
            (-9.410780438467737e+92, -9.410780438467736e+92), (8.892390124804e+138, 8.892390124803999e+138),
            (9.45394931903604e+202, 9.453949319036041e+202), (-2.91403474870068e-61, -2.9140347487006802e-61),
            (1e+22, 1e+22), (-1.2345678901234568e+17, -1.2345678901234568e+17),
            (0.1, 0.1), (-10.0, -10.0), (0.0, 0.0), (1.7976931348623157e+308, 1.7976931348623157e+308),
            (2.2250738585072014e-308, 2.2250738585072014e-308),
        ])
    func value(_ number: Double, _ value: Double) {
        #expect(SerdeFloat.value(of: number) == value)
    }
}
