/// Brings a text into one of Unicode's normalization forms.
struct UnicodeNormalizer: Normalizer {
    let form: NormalizationForm

    func normalize(_ text: inout NormalizedText) {
        if text.utf8.withUnsafeBufferPointer(form.isNormal) { return }
        text.rewrite { text in
            form.normalize(
                text.source,
                unchanged: { text.keep(upTo: text.position + $0.count) },
                changed: { text.put($0, change: $1) })
        }
    }
}
