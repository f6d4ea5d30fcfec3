import TestSupport

/// Something that is fed inputs which a seed determines.
///
/// An input that it refuses is well; one on which the process ends or hangs is not. A target is a file of its own, and
/// an entry in the list of `FuzzTargets.swift`.
protocol FuzzTarget {
    /// What the command line calls it.
    static var name: String { get }
    /// Reads what the inputs are made of; once for a process.
    init() throws
    /// Makes one input of random numbers and runs it.
    /// - Throws: ``FuzzFailure`` when the answer is wrong: an error of several lines, a result beyond its limits.
    func run(_ random: inout SeededRandom) throws
}

/// What is wrong with an answer.
struct FuzzFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension SeededRandom {
    /// One of some values.
    mutating func pick<Element>(_ values: [Element]) -> Element { values[next(values.count)] }
}
