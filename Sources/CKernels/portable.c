/* The kernels in plain C, for every processor. Sums run in eight lanes, which compilers turn into what vectors there
   are without being allowed to reorder a sum. */

#include "tables.h"

#include <math.h>
#include <string.h>

enum { lanes = 8 };

static inline float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline float load_bf16(const unsigned char *x, size_t i) {
    uint16_t bits;
    memcpy(&bits, x + i * sizeof bits, sizeof bits);
    return float_of_bits((uint32_t)bits << 16);
}

/* Moves exponent and fraction into place and mends the exponent's bias with a multiplication, which also makes
   subnormal numbers normal; infinities and NaN get the greatest exponent. */
static inline float load_f16(const unsigned char *x, size_t i) {
    uint16_t bits;
    memcpy(&bits, x + i * sizeof bits, sizeof bits);
    uint32_t sign = (uint32_t)(bits & 0x8000u) << 16;
    uint32_t magnitude = (uint32_t)(bits & 0x7fffu) << 13;
    float value = float_of_bits(magnitude) * 0x1p112f;
    uint32_t mended;
    memcpy(&mended, &value, sizeof mended);
    if ((bits & 0x7c00u) == 0x7c00u) { mended = magnitude | 0x7f800000u; }
    return float_of_bits(mended | sign);
}

static inline float load_f32(const unsigned char *x, size_t i) {
    float value;
    memcpy(&value, x + i * sizeof value, sizeof value);
    return value;
}

static inline float sum_of(const float *partial) {
    return ((partial[0] + partial[4]) + (partial[1] + partial[5]))
        + ((partial[2] + partial[6]) + (partial[3] + partial[7]));
}

#define DEFINE_MATMUL(type, bytes)                                                                                     \
    static void matmul_##type(float *y, size_t y_stride, const float *x, size_t x_stride, const void *w, size_t rows,  \
                              size_t columns, size_t tokens) {                                                         \
        const unsigned char *row = w;                                                                                  \
        for (size_t r = 0; r < rows; r += 1, row += columns * (bytes)) {                                               \
            for (size_t t = 0; t < tokens; t += 1) {                                                                   \
                const float *activation = x + t * x_stride;                                                            \
                float partial[lanes] = {0};                                                                            \
                size_t k = 0;                                                                                          \
                for (; k + lanes <= columns; k += lanes) {                                                             \
                    for (size_t i = 0; i < lanes; i += 1) {                                                            \
                        partial[i] += activation[k + i] * load_##type(row, k + i);                                     \
                    }                                                                                                  \
                }                                                                                                      \
                for (size_t i = 0; k + i < columns; i += 1) {                                                          \
                    partial[i] += activation[k + i] * load_##type(row, k + i);                                         \
                }                                                                                                      \
                y[t * y_stride + r] = sum_of(partial);                                                                 \
            }                                                                                                          \
        }                                                                                                              \
    }

DEFINE_MATMUL(bf16, 2)
DEFINE_MATMUL(f16, 2)
DEFINE_MATMUL(f32, 4)

static void convert_bf16(float *out, const void *x, size_t count) {
    for (size_t i = 0; i < count; i += 1) { out[i] = load_bf16(x, i); }
}

static void convert_f16(float *out, const void *x, size_t count) {
    for (size_t i = 0; i < count; i += 1) { out[i] = load_f16(x, i); }
}

static float dot(const float *x, const float *y, size_t count) {
    float partial[lanes] = {0};
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (size_t lane = 0; lane < lanes; lane += 1) { partial[lane] += x[i + lane] * y[i + lane]; }
    }
    for (size_t lane = 0; i + lane < count; lane += 1) { partial[lane] += x[i + lane] * y[i + lane]; }
    return sum_of(partial);
}

static void axpy(float *y, float a, const float *x, size_t count) {
    for (size_t i = 0; i < count; i += 1) { y[i] += a * x[i]; }
}

static void rmsnorm(float *out, const float *x, const float *weight, size_t count, float epsilon) {
    float scale = 1.0f / sqrtf(dot(x, x, count) / (float)count + epsilon);
    for (size_t i = 0; i < count; i += 1) { out[i] = x[i] * scale * weight[i]; }
}

static void softmax(float *x, size_t count) {
    float greatest = -INFINITY;
    for (size_t i = 0; i < count; i += 1) { greatest = x[i] > greatest ? x[i] : greatest; }
    float sum = 0;
    for (size_t i = 0; i < count; i += 1) {
        x[i] = expf(x[i] - greatest);
        sum += x[i];
    }
    for (size_t i = 0; i < count; i += 1) { x[i] /= sum; }
}

static void rope(float *x, const float *cosines, const float *sines, size_t half) {
    for (size_t i = 0; i < half; i += 1) {
        float first = x[i], second = x[i + half];
        x[i] = first * cosines[i] - second * sines[i];
        x[i + half] = second * cosines[i] + first * sines[i];
    }
}

static void silu_multiply(float *gate, const float *up, size_t count) {
    for (size_t i = 0; i < count; i += 1) { gate[i] = gate[i] / (1.0f + expf(-gate[i])) * up[i]; }
}

static void attention(float *out, const float *q, const float *keys, const float *values, float *scores, size_t first,
                      size_t end, size_t size, float scale) {
    size_t start = first - first % KERNELS_TILE;
    for (size_t position = start; position < end; position += KERNELS_TILE) {
        const float *tile = keys + position * size;
        float sums[KERNELS_TILE] = {0};
        for (size_t d = 0; d < size; d += 1) {
            for (size_t i = 0; i < KERNELS_TILE; i += 1) { sums[i] += q[d] * tile[d * KERNELS_TILE + i]; }
        }
        for (size_t i = 0; i < KERNELS_TILE; i += 1) { scores[position - start + i] = sums[i] * scale; }
    }
    float *probabilities = scores + (first - start);
    softmax(probabilities, end - first);
    for (size_t d = 0; d < size; d += 1) { out[d] = 0; }
    for (size_t position = first; position < end; position += 1) {
        axpy(out, probabilities[position - first], values + position * size, size);
    }
}

static size_t argmax(const float *x, size_t count) {
    size_t best = 0;
    float greatest = -INFINITY;
    for (size_t i = 0; i < count; i += 1) {
        if (x[i] > greatest) {
            greatest = x[i];
            best = i;
        }
    }
    return best;
}

#define TABLE_NAME "portable"
#define TABLE kernels_portable
#include "table_template.h"
