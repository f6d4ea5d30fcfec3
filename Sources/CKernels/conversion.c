/* Changing the type of stored weights. The loops are plain C that compilers turn into vectors; each function is compiled
   for several instruction sets, of which the first call's processor picks one. All give the same bits: no sum is reordered
   and no multiplication fused with an addition. */

#include "kernels_conversion.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

/* The processor is asked when the library is linked, before the thread sanitizer is there, which crashes then. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FOR_EACH_PROCESSOR
#endif
#endif
#if !defined(FOR_EACH_PROCESSOR) && defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512bw", "avx2", "default")))
#endif
#endif
#ifndef FOR_EACH_PROCESSOR
#define FOR_EACH_PROCESSOR
#endif

enum { lanes = 8, half_block = KERNELS_BLOCK / 2 };

static inline __attribute__((always_inline)) void quantize_block(uint8_t *packed, float *scale, const float *x) {
    float greatest[lanes], least[lanes];
    for (size_t lane = 0; lane < lanes; lane += 1) { greatest[lane] = least[lane] = x[lane]; }
    for (size_t i = lanes; i < KERNELS_BLOCK; i += lanes) {
        for (size_t lane = 0; lane < lanes; lane += 1) {
            float value = x[i + lane];
            greatest[lane] = value > greatest[lane] ? value : greatest[lane];
            least[lane] = value < least[lane] ? value : least[lane];
        }
    }
    float most = greatest[0], fewest = least[0];
    for (size_t lane = 1; lane < lanes; lane += 1) {
        most = greatest[lane] > most ? greatest[lane] : most;
        fewest = least[lane] < fewest ? least[lane] : fewest;
    }
    *scale = (fabsf(most) > fabsf(fewest) ? most : fewest) / -8.0f;
    float reciprocal = *scale != 0.0f ? 1.0f / *scale : 0.0f;
    int32_t quants[KERNELS_BLOCK];
    for (size_t i = 0; i < KERNELS_BLOCK; i += 1) {
        float scaled = x[i] * reciprocal;
        float quant = scaled + 8.5f;
        quant = quant > 0.0f ? quant : 0.0f;
        quants[i] = (int32_t)(quant < 15.0f ? quant : 15.0f);
    }
    for (size_t j = 0; j < half_block; j += 1) { packed[j] = (uint8_t)(quants[2 * j] | quants[2 * j + 1] << 4); }
}

FOR_EACH_PROCESSOR void kernels_quantize_int4(uint8_t *packed, float *scales, const float *x, size_t count) {
    size_t blocks = count / KERNELS_BLOCK, rest = count % KERNELS_BLOCK;
    for (size_t block = 0; block < blocks; block += 1) {
        quantize_block(packed + block * half_block, scales + block, x + block * KERNELS_BLOCK);
    }
    if (rest == 0) { return; }
    float last[KERNELS_BLOCK] = {0};
    memcpy(last, x + blocks * KERNELS_BLOCK, rest * sizeof *x);
    quantize_block(packed + blocks * half_block, scales + blocks, last);
    uint8_t *end = packed + blocks * half_block + rest / 2;
    if (rest % 2 != 0) { *end++ &= 15; }
    memset(end, 0, (size_t)(packed + (blocks + 1) * half_block - end));
}

FOR_EACH_PROCESSOR void kernels_dequantize_int4(float *x, const uint8_t *packed, const float *scales, size_t count) {
    for (size_t i = 0; i < count; i += 1) {
        int quant = packed[i / 2] >> (i % 2 * 4) & 15;
        x[i] = (float)(quant - 8) * scales[i / KERNELS_BLOCK];
    }
}

/* Rounds by adding the largest number that still has the result's last bit as its own, so that the sum's rounding is the
   result's; numbers that are below the normal ones of float16 are rounded the same way at their fixed last bit. */
static inline __attribute__((always_inline)) uint16_t f16_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t sign = bits >> 16 & 0x8000u;
    bits &= 0x7fffffffu;
    float magnitude;
    memcpy(&magnitude, &bits, sizeof magnitude);
    float small = magnitude + 0.5f;
    uint32_t subnormal;
    memcpy(&subnormal, &small, sizeof subnormal);
    subnormal -= 0x3f000000u;
    uint32_t normal = (bits + 0xfffu + (bits >> 13 & 1) - 0x38000000u) >> 13;
    uint32_t special = bits > 0x7f800000u ? 0x7e00u : 0x7c00u;
    uint32_t result = bits < 0x38800000u ? subnormal : normal;
    result = bits >= 0x477ff000u ? special : result;
    return (uint16_t)(result | sign);
}

FOR_EACH_PROCESSOR void kernels_narrow_f16(uint16_t *out, const float *x, size_t count) {
    for (size_t i = 0; i < count; i += 1) { out[i] = f16_of(x[i]); }
}

FOR_EACH_PROCESSOR void kernels_narrow_bf16(uint16_t *out, const float *x, size_t count) {
    for (size_t i = 0; i < count; i += 1) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        uint32_t rounded = (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
        uint32_t quiet = bits >> 16 | 0x40u;
        out[i] = (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
    }
}

/* Tiles of so many rows and columns: each read and each write is a whole line of the cache, used once. */
enum { side = 16 };

#define DEFINE_TRANSPOSE(name, element)                                                                                \
    static inline __attribute__((always_inline)) void name##_tile(element *out, size_t out_stride, const element *x,   \
                                                                  size_t x_stride, size_t height, size_t width) {      \
        element tile[side][side];                                                                                      \
        for (size_t r = 0; r < height; r += 1) {                                                                       \
            for (size_t c = 0; c < width; c += 1) { tile[c][r] = x[r * x_stride + c]; }                                \
        }                                                                                                              \
        for (size_t c = 0; c < width; c += 1) {                                                                        \
            for (size_t r = 0; r < height; r += 1) { out[c * out_stride + r] = tile[c][r]; }                           \
        }                                                                                                              \
    }                                                                                                                  \
    FOR_EACH_PROCESSOR void name(element *out, size_t out_stride, const element *x, size_t x_stride, size_t rows,      \
                                 size_t columns) {                                                                     \
        for (size_t c = 0; c < columns; c += side) {                                                                   \
            size_t width = columns - c < side ? columns - c : side;                                                    \
            for (size_t r = 0; r < rows; r += side) {                                                                  \
                size_t height = rows - r < side ? rows - r : side;                                                     \
                element *corner = out + c * out_stride + r;                                                            \
                if (width == side && height == side) {                                                                 \
                    name##_tile(corner, out_stride, x + r * x_stride + c, x_stride, side, side);                       \
                } else {                                                                                               \
                    name##_tile(corner, out_stride, x + r * x_stride + c, x_stride, height, width);                    \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

DEFINE_TRANSPOSE(kernels_transpose_32, uint32_t)
DEFINE_TRANSPOSE(kernels_transpose_16, uint16_t)
