/* The kernels for AVX2 with FMA and F16C. */

#include "tables.h"

#if defined(__x86_64__)

#include "avx2_vectors.h"
#include "vector_template.h"

#include <string.h>

INLINE __m256i load_bits(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }

/* n numbers of 16 bits, below 16, with zeros after them: whole pairs by a masked load, an odd one by itself. */
INLINE __m256i load_bits_some(const unsigned char *p, size_t n) {
    __m256i pairs = mask_of(n / 2);
    __m256i bits = _mm256_maskload_epi32((const int *)(const void *)p, pairs);
    if (n % 2 != 0) {
        uint16_t last;
        memcpy(&last, p + (n - 1) * sizeof last, sizeof last);
        __m256i next = _mm256_andnot_si256(pairs, mask_of(n / 2 + 1));
        bits = _mm256_or_si256(bits, _mm256_and_si256(next, _mm256_set1_epi32(last)));
    }
    return bits;
}

/* A bfloat16 is the upper half of a float32: interleaving with zeros widens it, four numbers of each lane of 128 bits
   at a time; the activations follow in that order. */
INLINE void widen_bf16(__m256i bits, VECTOR *a, VECTOR *b) {
    *a = _mm256_castsi256_ps(_mm256_unpacklo_epi16(_mm256_setzero_si256(), bits));
    *b = _mm256_castsi256_ps(_mm256_unpackhi_epi16(_mm256_setzero_si256(), bits));
}

INLINE void in_order_of_bf16(VECTOR x, VECTOR y, VECTOR *a, VECTOR *b) {
    *a = _mm256_permute2f128_ps(x, y, 0x20);
    *b = _mm256_permute2f128_ps(x, y, 0x31);
}

INLINE void widen_f16(__m256i bits, VECTOR *a, VECTOR *b) {
    *a = _mm256_cvtph_ps(_mm256_castsi256_si128(bits));
    *b = _mm256_cvtph_ps(_mm256_extracti128_si256(bits, 1));
}

INLINE void load_f32_some(const void *p, size_t n, VECTOR *a, VECTOR *b) {
    *a = vector_load_some(p, n < WIDTH ? n : WIDTH, 0);
    *b = n > WIDTH ? vector_load_some((const float *)p + WIDTH, n - WIDTH, 0) : vector_zero();
}

#define MATMUL_NAME(part) part##_bf16
#define MATMUL_BYTES 2
#define MATMUL_LOAD(p, a, b) widen_bf16(load_bits(p), &(a), &(b))
#define MATMUL_LOAD_SOME(p, n, a, b) widen_bf16(load_bits_some(p, n), &(a), &(b))
#define MATMUL_ACTIVATIONS(x, a, b) in_order_of_bf16(vector_load(x), vector_load((x) + WIDTH), &(a), &(b))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b)                                                                            \
    (load_f32_some(x, n, &(a), &(b)), in_order_of_bf16(a, b, &(a), &(b)))
#include "matmul_template.h"

#define MATMUL_NAME(part) part##_f16
#define MATMUL_BYTES 2
#define MATMUL_LOAD(p, a, b) widen_f16(load_bits(p), &(a), &(b))
#define MATMUL_LOAD_SOME(p, n, a, b) widen_f16(load_bits_some(p, n), &(a), &(b))
#define MATMUL_ACTIVATIONS(x, a, b) ((a) = vector_load(x), (b) = vector_load((x) + WIDTH))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b) load_f32_some(x, n, &(a), &(b))
#include "matmul_template.h"

#define MATMUL_NAME(part) part##_f32
#define MATMUL_BYTES 4
#define MATMUL_LOAD(p, a, b) ((a) = _mm256_loadu_ps((const void *)(p)), (b) = _mm256_loadu_ps((const void *)((p) + 32)))
#define MATMUL_LOAD_SOME(p, n, a, b) load_f32_some(p, n, &(a), &(b))
#define MATMUL_ACTIVATIONS(x, a, b) ((a) = vector_load(x), (b) = vector_load((x) + WIDTH))
#define MATMUL_ACTIVATIONS_SOME(x, n, a, b) load_f32_some(x, n, &(a), &(b))
#include "matmul_template.h"

INLINE __m128i eight_bits(const unsigned char *p, size_t n) {
    return n < WIDTH ? _mm256_castsi256_si128(load_bits_some(p, n)) : _mm_loadu_si128((const __m128i *)(const void *)p);
}

static TARGET void convert_bf16(float *out, const void *x, size_t count) {
    const unsigned char *p = x;
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t some = count - i < WIDTH ? count - i : WIDTH;
        __m256i wide = _mm256_slli_epi32(_mm256_cvtepu16_epi32(eight_bits(p + i * 2, some)), 16);
        vector_store_some(out + i, _mm256_castsi256_ps(wide), some);
    }
}

static TARGET void convert_f16(float *out, const void *x, size_t count) {
    const unsigned char *p = x;
    for (size_t i = 0; i < count; i += WIDTH) {
        size_t some = count - i < WIDTH ? count - i : WIDTH;
        vector_store_some(out + i, _mm256_cvtph_ps(eight_bits(p + i * 2, some)), some);
    }
}

#define TABLE_NAME "avx2"
#define TABLE kernels_avx2
#include "table_template.h"

#endif
