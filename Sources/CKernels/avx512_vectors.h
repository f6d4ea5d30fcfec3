/* The vectors of AVX-512 (F, BW, VL), as the templates name them. */

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma,f16c")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define VECTOR __m512
#define WIDTH 16
#define TOKENS 4

INLINE VECTOR vector_zero(void) { return _mm512_setzero_ps(); }
INLINE VECTOR vector_all(float x) { return _mm512_set1_ps(x); }
INLINE VECTOR vector_load(const float *x) { return _mm512_loadu_ps(x); }
INLINE void vector_store(float *x, VECTOR v) { _mm512_storeu_ps(x, v); }
INLINE VECTOR vector_add(VECTOR a, VECTOR b) { return _mm512_add_ps(a, b); }
INLINE VECTOR vector_subtract(VECTOR a, VECTOR b) { return _mm512_sub_ps(a, b); }
INLINE VECTOR vector_multiply(VECTOR a, VECTOR b) { return _mm512_mul_ps(a, b); }
INLINE VECTOR vector_divide(VECTOR a, VECTOR b) { return _mm512_div_ps(a, b); }
INLINE VECTOR vector_fma(VECTOR a, VECTOR b, VECTOR c) { return _mm512_fmadd_ps(a, b, c); }
/* b where a is NaN. */
INLINE VECTOR vector_max(VECTOR a, VECTOR b) { return _mm512_max_ps(a, b); }

INLINE __mmask16 mask_of(size_t count) { return (__mmask16)((1u << count) - 1u); }
INLINE VECTOR vector_load_some(const float *x, size_t count, float rest) {
    return _mm512_mask_loadu_ps(_mm512_set1_ps(rest), mask_of(count), x);
}
INLINE void vector_store_some(float *x, VECTOR v, size_t count) { _mm512_mask_storeu_ps(x, mask_of(count), v); }

/* One bit for each lane that equals. */
INLINE unsigned vector_equal(VECTOR a, VECTOR b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }

INLINE float sum_vector(VECTOR v) { return _mm512_reduce_add_ps(v); }
INLINE float max_vector(VECTOR v) { return _mm512_reduce_max_ps(v); }

INLINE __m128 sum_four(VECTOR a, VECTOR b, VECTOR c, VECTOR d) {
    VECTOR ab = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
    VECTOR cd = _mm512_add_ps(_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
    __m512d low = _mm512_unpacklo_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd));
    __m512d high = _mm512_unpackhi_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd));
    VECTOR abcd = _mm512_add_ps(_mm512_castpd_ps(low), _mm512_castpd_ps(high));
    __m256 half = _mm256_add_ps(_mm512_castps512_ps256(abcd),
                                _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(abcd), 1)));
    return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

/* exp(x) within 2 units in the last place; 0 below -104, where float32 has nothing left. The sum of the series up to
   r^7 / 7! for |r| below ln(2) / 2 is exact to 5e-9. */
INLINE VECTOR vector_exp(VECTOR x) {
    x = _mm512_max_ps(_mm512_set1_ps(-104.0f), x);
    VECTOR n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(0x1.715476p+0f)),
                                    _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    VECTOR r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0x1.62e4p-1f), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0x1.7f7d1cp-20f), r);
    VECTOR sum = _mm512_set1_ps(1.0f / 5040);
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 720));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 120));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 24));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f / 6));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(0.5f));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f));
    sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(1.0f));
    return _mm512_scalef_ps(sum, n);
}
