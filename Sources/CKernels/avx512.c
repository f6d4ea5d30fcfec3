/* The kernels for AVX-512. Its bfloat16 product instruction (vdpbf16ps) is of no use here: it would round the
   activations. */

#include "tables.h"

#if defined(__x86_64__)

#include "avx512_vectors.h"
#include "vector_template.h"

/* A bfloat16 is the upper half of a float32: interleaving with zeros widens it, four numbers of each lane of 128 bits
   at a time; the activations follow in that order. */
INLINE void widen_bf16(__m512i bits, VECTOR *a, VECTOR *b) {
    *a = _mm512_castsi512_ps(_mm512_unpacklo_epi16(_mm512_setzero_si512(), bits));
    *b = _mm512_castsi512_ps(_mm512_unpackhi_epi16(_mm512_setzero_si512(), bits));
}

INLINE void in_order_of_bf16(VECTOR x, VECTOR y, VECTOR *a, VECTOR *b) {
    *a = _mm512_shuffle_f32x4(x, y, 0x88);
    *b = _mm512_shuffle_f32x4(x, y, 0xdd);
}

INLINE __mmask16 low_mask(size_t n) { return n < 16 ? mask_of(n) : 0xffff; }
INLINE __mmask16 high_mask(size_t n) { return n < 16 ? 0 : mask_of(n - 16); }

INLINE void load_f32_some(const void *p, size_t n, VECTOR *a, VECTOR *b) {
    *a = _mm512_maskz_loadu_ps(low_mask(n), p);
    *b = _mm512_maskz_loadu_ps(high_mask(n), (const unsigned char *)p + 64);
}

INLINE VECTOR load_f16(const unsigned char *p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)p));
}

#define MATMUL_NAME(part) part##_bf16
#define MATMUL_BYTES 2
#define MATMUL_LOAD(p, a, b) widen_bf16(_mm512_loadu_si512(p), &(a), &(b))
#define MATMUL_LOAD_SOME(p, n, a, b) widen_bf16(_mm512_maskz_loadu_epi16((1u << (n)) - 1u, p), &(a), &(b))
#define MATMUL_ACTIVATIONS(x, a, b) in_order_of_bf16(vector_load(x), vector_load((x) + WIDTH), &(a), &(b))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b)                                                                            \
    (load_f32_some(x, n, &(a), &(b)), in_order_of_bf16(a, b, &(a), &(b)))
#include "matmul_template.h"

#define MATMUL_NAME(part) part##_f16
#define MATMUL_BYTES 2
#define MATMUL_LOAD(p, a, b) ((a) = load_f16(p), (b) = load_f16((p) + 32))
#define MATMUL_LOAD_SOME(p, n, a, b)                                                                                   \
    ((a) = _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(low_mask(n), p)),                                                  \
     (b) = _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(high_mask(n), (p) + 32)))
#define MATMUL_ACTIVATIONS(x, a, b) ((a) = vector_load(x), (b) = vector_load((x) + WIDTH))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b) load_f32_some(x, n, &(a), &(b))
#include "matmul_template.h"

#define MATMUL_NAME(part) part##_f32
#define MATMUL_BYTES 4
#define MATMUL_LOAD(p, a, b) ((a) = _mm512_loadu_ps(p), (b) = _mm512_loadu_ps((p) + 64))
#define MATMUL_LOAD_SOME(p, n, a, b) load_f32_some(p, n, &(a), &(b))
#define MATMUL_ACTIVATIONS(x, a, b) ((a) = vector_load(x), (b) = vector_load((x) + WIDTH))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b) load_f32_some(x, n, &(a), &(b))
#include "matmul_template.h"

static TARGET void convert_bf16(float *out, const void *x, size_t count) {
    const unsigned char *p = x;
    for (size_t i = 0; i < count; i += WIDTH) {
        __mmask16 mask = low_mask(count - i);
        __m512i bits = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, p + i * 2));
        _mm512_mask_storeu_ps(out + i, mask, _mm512_castsi512_ps(_mm512_slli_epi32(bits, 16)));
    }
}

static TARGET void convert_f16(float *out, const void *x, size_t count) {
    const unsigned char *p = x;
    for (size_t i = 0; i < count; i += WIDTH) {
        __mmask16 mask = low_mask(count - i);
        _mm512_mask_storeu_ps(out + i, mask, _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(mask, p + i * 2)));
    }
}

#define TABLE_NAME "avx512"
#define TABLE kernels_avx512
#include "table_template.h"

#endif
