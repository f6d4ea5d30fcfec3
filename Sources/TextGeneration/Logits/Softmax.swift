import Glibc

/// Probabilities of logits: p(i) = exp(x(i) - max) / sum of exp(x(j) - max).
struct Softmax {
    /// The largest logit.
    let largest: Float
    /// The sum of the exponentials, relative to the largest logit.
    let sum: Double

    init(_ logits: UnsafeMutableBufferPointer<Float>) {
        var largest = -Float.infinity
        for logit in logits where logit > largest { largest = logit }
        var sum = 0.0
        for logit in logits where logit > -.infinity { sum += exp(Double(logit) - Double(largest)) }
        self.largest = largest
        self.sum = sum
    }

    func probability(of logit: Float) -> Double { exp(Double(logit) - Double(largest)) / sum }

    func logProbability(of logit: Float) -> Double { Double(logit) - Double(largest) - log(sum) }
}
