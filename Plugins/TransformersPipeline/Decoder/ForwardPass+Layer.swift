import CKernels

extension ForwardPass {
    /// Norms the tokens from one on where there are several; a single one is left to ``normed(_:from:_:)``.
    func normAll(_ weight: UnsafePointer<Float>, from first: Int, _ share: Int) {
        guard tokens - first > 1 else { return }
        for token in part(share, of: tokens - first) {
            let offset = (first + token) * hiddenSize
            kernels.pointee.rmsnorm(scratch.normed + offset, scratch.hidden + offset, weight, hiddenSize, normEpsilon)
        }
    }

    /// The norm of one token in a share's own memory.
    func norm(_ weight: UnsafePointer<Float>, of token: Int, _ share: Int) -> UnsafePointer<Float> {
        let own = scratch.own + share * scratch.ownCount
        kernels.pointee.rmsnorm(own, scratch.hidden + token * hiddenSize, weight, hiddenSize, normEpsilon)
        return UnsafePointer(own)
    }

    private func normed(
        _ weight: UnsafePointer<Float>, from first: Int, _ share: Int
    ) -> UnsafePointer<Float> {
        tokens - first == 1
            ? norm(weight, of: first, share) : UnsafePointer(scratch.normed + first * hiddenSize)
    }

    /// Makes queries, and keys and values in the cache; a head with its rotation is one piece of work.
    func project(_ weights: UnsafePointer<LayerWeights>, _ layer: Int, from first: Int, _ share: Int) {
        let input = normed(weights.pointee.attentionNorm, from: 0, share)
        for head in part(share, of: headCount + 2 * keyValueHeadCount) {
            if head < headCount {
                makeQueries(weights, input, head, from: first)
            } else if head < headCount + keyValueHeadCount {
                makeKeys(weights, input, layer, head - headCount, share)
            } else {
                let head = head - headCount - keyValueHeadCount
                weights.pointee.value.apply(
                    rows(of: head), to: input, tokens: tokens,
                    into: keys(layer, head) + valueOffset + row * headSize, stride: headSize)
            }
        }
    }

    private func makeQueries(
        _ weights: UnsafePointer<LayerWeights>, _ input: UnsafePointer<Float>, _ head: Int, from first: Int
    ) {
        guard first < tokens else { return }
        let stride = headCount * headSize
        let queries = scratch.queries + first * stride + head * headSize
        weights.pointee.query.apply(
            rows(of: head), to: input + first * hiddenSize, tokens: tokens - first, into: queries, stride: stride)
        turn(queries, stride: stride, from: first, norm: weights.pointee.queryNorm)
    }

    private func makeKeys(
        _ weights: UnsafePointer<LayerWeights>, _ input: UnsafePointer<Float>, _ layer: Int, _ head: Int, _ share: Int
    ) {
        let made = scratch.keys + share * scratch.keyCount
        weights.pointee.key.apply(rows(of: head), to: input, tokens: tokens, into: made, stride: headSize)
        turn(made, stride: headSize, from: 0, norm: weights.pointee.keyNorm)
        let cached = keys(layer, head)
        for token in 0..<tokens { kernels_store_key(cached, made + token * headSize, row + token, headSize) }
    }

    /// Turns a head's vectors by the angles of their positions, after their norm where there is one.
    private func turn(
        _ vectors: UnsafeMutablePointer<Float>, stride: Int, from first: Int, norm: UnsafePointer<Float>?
    ) {
        for token in first..<tokens {
            let vector = vectors + (token - first) * stride
            if let norm { kernels.pointee.rmsnorm(vector, vector, norm, headSize, normEpsilon) }
            let angle = token * pairCount
            kernels.pointee.rope(vector, scratch.cosines + angle, scratch.sines + angle, pairCount)
        }
    }

    /// Lets the queries of each head see the positions in the cache.
    func attend(_ layer: Int, from first: Int, _ share: Int) {
        let group = headCount / keyValueHeadCount
        let count = tokens - first
        for item in part(share, of: headCount * count) {
            let head = item / count
            let token = first + item % count
            let end = row + token + 1
            let cached = keys(layer, head / group)
            let offset = (token * headCount + head) * headSize
            kernels.pointee.attention(
                scratch.attended + offset, scratch.queries + offset, cached, cached + valueOffset,
                scores + share * scoreCount, end - min(window, position + token + 1), end, headSize, scale)
        }
    }

    /// Adds a projection back to the hidden vectors.
    func add(_ projection: Projection, of input: UnsafeMutablePointer<Float>, from first: Int, _ share: Int) {
        let range = part(share, of: hiddenSize, by: 16)
        let offset = first * hiddenSize + range.lowerBound
        projection.apply(
            range, to: input + first * projection.columns, tokens: tokens - first, into: scratch.projected + offset,
            stride: hiddenSize)
        for token in 0..<tokens - first {
            let place = offset + token * hiddenSize
            kernels.pointee.axpy(scratch.hidden + place, 1, scratch.projected + place, range.count)
        }
    }

    /// Makes silu(gate) * up in the place of gate.
    func feedForward(_ weights: UnsafePointer<LayerWeights>, from first: Int, _ share: Int) {
        let input = normed(weights.pointee.feedForwardNorm, from: first, share)
        let range = part(share, of: intermediateSize, by: 16)
        let offset = first * intermediateSize + range.lowerBound
        let gate = scratch.gate + offset
        let up = scratch.up + offset
        weights.pointee.gate.apply(range, to: input, tokens: tokens - first, into: gate, stride: intermediateSize)
        weights.pointee.up.apply(range, to: input, tokens: tokens - first, into: up, stride: intermediateSize)
        for token in 0..<tokens - first {
            let place = token * intermediateSize
            kernels.pointee.silu_multiply(gate + place, up + place, range.count)
        }
    }

    /// The keys of a layer's key-value head; its values are `valueOffset` after them.
    private func keys(_ layer: Int, _ head: Int) -> UnsafeMutablePointer<Float> {
        cache + (layer * keyValueHeadCount + head) * headStride
    }

    /// The rows that a head has in the matrix of its kind.
    private func rows(of head: Int) -> Range<Int> { head * headSize..<(head + 1) * headSize }

    /// A share of `count` things that are dealt out `step` at a time, in order.
    func part(_ share: Int, of count: Int, by step: Int = 1) -> Range<Int> {
        let steps = (count + step - 1) / step
        return min(steps * share / shares * step, count)..<min(steps * (share + 1) / shares * step, count)
    }
}
