import CKernels
import JSON
import ModelConfiguration
import Safetensors
import TestSupport

@testable import TransformersPipeline

/// Opens the decoder of a model folder.
func openDecoder(_ folder: String, kernels: UnsafePointer<kernels_table> = kernels_best()) throws -> Decoder {
    let file = "\(folder)/config.json"
    let reader = try ConfigurationReader(file: file, json: JSONValue(parsing: readFile(file)))
    let configuration = try DecoderConfiguration(reader, support: .runnable)
    return try Decoder(
        configuration: configuration, weights: SafetensorsCollection(folder: folder), kernels: kernels)
}

extension Decoder {
    /// The logits after tokens that are given all at once.
    func logits(after tokens: [Int], threads: Int = 1) throws -> [Float] {
        let sequence = try makeSequence(threads: threads)
        return try withExtendedLifetime(sequence) { Array(try sequence.append(tokens) { false }) }
    }

    /// The tokens that follow when the best is taken each time, the first one of `ends` included.
    func greedy(after tokens: [Int], count: Int, ends: Set<Int> = [], threads: Int = 1) throws -> [Int] {
        let sequence = try makeSequence(threads: threads)
        var logits = try sequence.append(tokens) { false }
        var generated: [Int] = []
        while generated.count < count {
            let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
            generated.append(best)
            if ends.contains(best) || generated.count == count { break }
            logits = try sequence.append([best]) { false }
        }
        return withExtendedLifetime(sequence) { generated }
    }
}

/// The greatest distance of two vectors' elements; infinite when they differ in length or one is not a number.
func distance(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    var greatest: Float = 0
    for (left, right) in zip(left, right) {
        let difference = abs(left - right)
        guard difference <= greatest else {
            greatest = difference.isNaN ? .infinity : difference
            continue
        }
    }
    return greatest
}

extension JSONValue {
    /// The elements of an array of integers.
    var integers: [Int] { arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? [] }
    /// The elements of an array of numbers.
    var floats: [Float] { arrayValue?.compactMap { $0.doubleValue.map { Float($0) } } ?? [] }
}
