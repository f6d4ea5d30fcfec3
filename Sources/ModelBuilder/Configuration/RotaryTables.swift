import ModelConfiguration

/// The tables of a decoder's position encoding: one, or one for ordinary sequences and another for long ones.
struct RotaryTables {
    let ordinary: RotaryTable
    /// nil where the family has no other angles for long sequences, or the context was not extended.
    let long: RotaryTable?

    init(_ configuration: DecoderConfiguration) {
        let (rope, length) = (configuration.rope, configuration.contextLength)
        guard let extended = rope.extended, extended.threshold < length else {
            ordinary = RotaryTable(frequencies: rope.frequencies, positionCount: length, scaling: rope.scaling)
            long = nil
            return
        }
        // Sequences longer than the threshold have the other table, from their first position on.
        ordinary = RotaryTable(
            frequencies: rope.frequencies, positionCount: extended.threshold, scaling: rope.scaling)
        long = RotaryTable(frequencies: extended.frequencies, positionCount: length, scaling: rope.scaling)
    }
}
