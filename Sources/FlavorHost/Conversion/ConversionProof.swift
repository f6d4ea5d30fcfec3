import FlavorKit
import JSON

/// What source and result of a conversion were seen to do with the same input.
public struct ConversionProof: Sendable, Equatable {
    /// Why there is no other verdict, where it is unproven.
    public var reason: String?
    /// Whether anything but numbers and tokens is another.
    var hasOtherAnswer = false
    /// How many tokens of the source the result was given one after the other.
    public var tokenCount = 0
    /// For how many of them the result's best next token is the source's.
    public var agreeingCount = 0
    /// The first that is not, counted from 0.
    public var firstDivergence: Int?
    /// The largest difference of two numbers, and the largest in relation to the greatest number of the source's list.
    public var absoluteDifference: Double?
    public var relativeDifference: Double?

    /// What a comparison can say.
    public enum Verdict: String, Sendable {
        /// Every number is the same.
        case equal
        /// The same answers; numbers differ by rounding.
        case agrees
        /// The same tokens; numbers differ by more than rounding does.
        case sameTokens = "same-tokens"
        /// Other answers, or numbers that rounding does not explain.
        case differs
        /// There was nothing to run, or it could not be run.
        case unproven
    }

    /// What rounding may do to a number, in relation to the greatest.
    static let tolerance = 1e-3

    init(unproven reason: String) { self.reason = reason }

    init() {}

    /// What the comparison says.
    public var verdict: Verdict {
        if reason != nil { return .unproven }
        if hasOtherAnswer || agreeingCount < tokenCount { return .differs }
        let relative = relativeDifference ?? 0
        guard relative <= Self.tolerance else { return tokenCount > 0 ? .sameTokens : .differs }
        return absoluteDifference ?? 0 > 0 ? .agrees : .equal
    }

    var json: JSONValue {
        [
            "verdict": .string(verdict.rawValue), "reason": reason.map(JSONValue.string) ?? .null,
            "tokens": .integer(Int64(tokenCount)), "agreeing_tokens": .integer(Int64(agreeingCount)),
            "first_divergence": firstDivergence.map { .integer(Int64($0)) } ?? .null,
            "largest_absolute_difference": absoluteDifference.map { .double($0) } ?? .null,
            "largest_relative_difference": relativeDifference.map { .double($0) } ?? .null,
        ]
    }

    /// Lines for a person to read.
    public var lines: [String] {
        var lines = ["verdict: \(verdict.rawValue)" + (reason.map { " (\($0))" } ?? "")]
        if tokenCount > 0 {
            let place = firstDivergence.map { ", the first other one at \($0)" } ?? ""
            lines.append("tokens: \(agreeingCount) of \(tokenCount) agree\(place)")
        }
        if let absoluteDifference, let relativeDifference {
            lines.append("largest difference: \(absoluteDifference) absolute, \(relativeDifference) relative")
        }
        return lines
    }

    /// Compares two lists of numbers.
    mutating func compare<Number: BinaryFloatingPoint>(_ source: [Number], _ result: [Number]) {
        guard source.count == result.count else {
            hasOtherAnswer = true
            return
        }
        var (most, greatest) = (0.0, 0.0)
        for (left, right) in zip(source, result) where left != right && !(left.isNaN && right.isNaN) {
            let difference = abs(Double(left) - Double(right))
            most = max(most, difference.isFinite ? difference : .infinity)
        }
        for value in source where value.isFinite { greatest = max(greatest, abs(Double(value))) }
        absoluteDifference = max(absoluteDifference ?? 0, most)
        // What is compared with nothing but zeros, or with what is no number, is as far away as can be.
        relativeDifference = max(relativeDifference ?? 0, most == 0 ? 0 : greatest > 0 ? most / greatest : .infinity)
    }
}
