/* The vectors of AVX2 with FMA and F16C, as the templates name them. */

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx2,fma,f16c")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define VECTOR __m256
#define WIDTH 8
#define TOKENS 2

INLINE VECTOR vector_zero(void) { return _mm256_setzero_ps(); }
INLINE VECTOR vector_all(float x) { return _mm256_set1_ps(x); }
INLINE VECTOR vector_load(const float *x) { return _mm256_loadu_ps(x); }
INLINE void vector_store(float *x, VECTOR v) { _mm256_storeu_ps(x, v); }
INLINE VECTOR vector_add(VECTOR a, VECTOR b) { return _mm256_add_ps(a, b); }
INLINE VECTOR vector_subtract(VECTOR a, VECTOR b) { return _mm256_sub_ps(a, b); }
INLINE VECTOR vector_multiply(VECTOR a, VECTOR b) { return _mm256_mul_ps(a, b); }
INLINE VECTOR vector_divide(VECTOR a, VECTOR b) { return _mm256_div_ps(a, b); }
INLINE VECTOR vector_fma(VECTOR a, VECTOR b, VECTOR c) { return _mm256_fmadd_ps(a, b, c); }
/* b where a is NaN. */
INLINE VECTOR vector_max(VECTOR a, VECTOR b) { return _mm256_max_ps(a, b); }

INLINE __m256i mask_of(size_t count) {
    static const int32_t lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256((const __m256i *)(const void *)(lanes + 8 - count));
}
INLINE VECTOR vector_load_some(const float *x, size_t count, float rest) {
    __m256i mask = mask_of(count);
    return _mm256_blendv_ps(_mm256_set1_ps(rest), _mm256_maskload_ps(x, mask), _mm256_castsi256_ps(mask));
}
INLINE void vector_store_some(float *x, VECTOR v, size_t count) { _mm256_maskstore_ps(x, mask_of(count), v); }

/* One bit for each lane that equals. */
INLINE unsigned vector_equal(VECTOR a, VECTOR b) {
    return (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_EQ_OQ));
}

INLINE __m128 sum_four(VECTOR a, VECTOR b, VECTOR c, VECTOR d) {
    VECTOR abcd = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));
    return _mm_add_ps(_mm256_castps256_ps128(abcd), _mm256_extractf128_ps(abcd, 1));
}

INLINE float sum_vector(VECTOR v) {
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINE float max_vector(VECTOR v) {
    __m128 four = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

/* exp(x) within 2 units in the last place; 0 where the result would be below the normal numbers, infinity above the
   largest. The sum of the series up to r^7 / 7! for |r| below ln(2) / 2 is exact to 5e-9. 2^n is made of two factors,
   since n may be 128. */
INLINE VECTOR vector_exp(VECTOR x) {
    VECTOR lowest = _mm256_set1_ps(-0x1.5d589ep+6f), highest = _mm256_set1_ps(0x1.62e43p+6f);
    VECTOR vanishes = _mm256_cmp_ps(x, lowest, _CMP_LT_OQ);
    VECTOR overflows = _mm256_cmp_ps(x, highest, _CMP_GE_OQ);
    x = _mm256_min_ps(highest, _mm256_max_ps(lowest, x));
    VECTOR n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(0x1.715476p+0f)),
                               _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    VECTOR r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0x1.62e4p-1f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0x1.7f7d1cp-20f), r);
    VECTOR sum = _mm256_set1_ps(1.0f / 5040);
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f / 720));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f / 120));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f / 24));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f / 6));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(0.5f));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f));
    sum = _mm256_fmadd_ps(sum, r, _mm256_set1_ps(1.0f));
    __m256i exponent = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(exponent, 1);
    __m256i bias = _mm256_set1_epi32(127);
    __m256i first = _mm256_slli_epi32(_mm256_add_epi32(half, bias), 23);
    __m256i second = _mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(exponent, half), bias), 23);
    sum = _mm256_mul_ps(_mm256_mul_ps(sum, _mm256_castsi256_ps(first)), _mm256_castsi256_ps(second));
    sum = _mm256_blendv_ps(sum, _mm256_set1_ps(__builtin_inff()), overflows);
    return _mm256_andnot_ps(vanishes, sum);
}
