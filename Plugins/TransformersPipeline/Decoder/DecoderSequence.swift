import CKernels
import FlavorKit
import Synchronization
import TextGeneration

/// A sequence of tokens in a decoder, with its cache, its memory and its threads.
final class DecoderSequence: TokenSequence {
    private let decoder: Decoder
    private let pool: ThreadPool
    private let scratch: Scratch
    private let angles: RotaryAngles
    private var cache: KeyValueCache
    /// The scores of each share's attention.
    private var scores: FloatBuffer
    /// What the threads read; it is written only while none runs.
    private let pass: UnsafeMutablePointer<ForwardPass>
    private let cancelled: UnsafeMutablePointer<Atomic<Bool>>
    /// The tokens so far, kept only where a longer sequence changes the angles of all its positions.
    private var history: [Int] = []
    /// Whether the cache holds the angles of an extended sequence.
    private var isExtended = false

    var count: Int { cache.count }

    init(_ decoder: Decoder, threads: Int) throws(FlavorError) {
        self.decoder = decoder
        pool = decoder.pools.lend(threads: threads)
        scratch = try Scratch(decoder.configuration, shares: pool.count)
        angles = RotaryAngles(decoder.configuration.rope)
        cache = try KeyValueCache(decoder.configuration)
        scores = try Self.scores(capacity: cache.capacity, shares: pool.count)
        cancelled = .allocate(capacity: 1)
        cancelled.initialize(to: Atomic(false))
        pass = .allocate(capacity: 1)
        pass.initialize(
            to: ForwardPass(
                decoder, shares: pool.count, scratch: scratch.pointers, scores: scores.start, cache: cache.start,
                cancelled: cancelled))
    }

    deinit {
        decoder.pools.giveBack(pool)
        pass.deallocate()
        cancelled.deinitialize(count: 1)
        cancelled.deallocate()
    }

    func append(_ tokens: [Int], isCancelled: () -> Bool) throws -> UnsafeMutableBufferPointer<Float> {
        let vocabulary = decoder.configuration.vocabularySize
        guard !tokens.isEmpty else { throw FlavorError(.invalidArgument, "a model needs at least one token to go on") }
        for token in tokens where token < 0 || token >= vocabulary {
            throw FlavorError(
                .invalidArgument, "token id \(token) is not the model's: expected 0 to \(vocabulary - 1)")
        }
        if try extend(by: tokens) {
            cache.removeAll()
            try run(history, isCancelled)
        } else {
            try run(tokens, isCancelled)
        }
        return UnsafeMutableBufferPointer(start: scratch.pointers.logits, count: vocabulary)
    }

    /// Remembers tokens and answers whether they lead to other angles than those of the positions in the cache.
    ///
    /// The angles of every position follow from the length that the sequence has now, so a sequence that crosses the
    /// threshold starts again with all its tokens, as in transformers.
    private func extend(by tokens: [Int]) throws -> Bool {
        guard let extended = decoder.configuration.rope.extended else { return false }
        history += tokens
        let wasExtended = isExtended
        isExtended = history.count > extended.threshold
        return isExtended != wasExtended && count > 0
    }

    /// Runs tokens through the layers, some at a time.
    private func run(_ tokens: [Int], _ isCancelled: () -> Bool) throws {
        var done = 0
        while done < tokens.count {
            let some = min(Scratch.tokens, tokens.count - done)
            try prepare(some)
            pass.pointee.wantsLogits = done + some == tokens.count
            for index in 0..<some {
                decoder.embedding.read(
                    tokens[done + index],
                    into: scratch.pointers.hidden + index * decoder.configuration.hiddenSize)
            }
            try run(isCancelled)
            done += some
        }
    }

    /// Runs the pass that has been prepared, on all threads.
    private func run(_ isCancelled: () -> Bool) throws {
        let share: Crew.Share = { $0.assumingMemoryBound(to: ForwardPass.self).pointee.run(phase: $1, share: $2) }
        pool.run(phases: pass.pointee.phaseCount, context: pass, share: share) { phase in
            guard pass.pointee.beginsLayer(phase), !cancelled.pointee.load(ordering: .relaxed) else { return }
            if isCancelled() { cancelled.pointee.store(true, ordering: .relaxed) }
        }
        if cancelled.pointee.load(ordering: .relaxed) { throw CancellationError() }
    }

    /// Makes room for tokens and tells the pass where they are.
    private func prepare(_ tokens: Int) throws(FlavorError) {
        let position = cache.count
        try cache.append(tokens)
        if pass.pointee.scoreCount < Self.scoreCount(capacity: cache.capacity) {
            scores = try Self.scores(capacity: cache.capacity, shares: pool.count)
        }
        angles.write(
            from: position, tokens: tokens, isExtended: isExtended, cosines: scratch.pointers.cosines,
            sines: scratch.pointers.sines)
        pass.pointee.scores = scores.start
        pass.pointee.scoreCount = Self.scoreCount(capacity: cache.capacity)
        pass.pointee.cache = cache.start
        pass.pointee.headStride = cache.headStride
        pass.pointee.valueOffset = cache.valueOffset
        pass.pointee.position = position
        pass.pointee.row = position - cache.base
        pass.pointee.tokens = tokens
    }

    private static func scoreCount(capacity: Int) -> Int { capacity + 2 * Int(KERNELS_TILE) }

    private static func scores(capacity: Int, shares: Int) throws(FlavorError) -> FloatBuffer {
        try FloatBuffer(count: scoreCount(capacity: capacity) * shares, for: "a sequence of \(capacity) tokens")
    }
}
