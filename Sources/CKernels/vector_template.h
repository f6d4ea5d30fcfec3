/* One instruction set's functions other than the matrix product, over the vectors that were defined before this. */

#include "kernels.h"

#include <math.h>

static TARGET float dot(const float *x, const float *y, size_t count) {
    VECTOR sums[4] = {vector_zero(), vector_zero(), vector_zero(), vector_zero()};
    size_t i = 0;
    for (; i + 4 * WIDTH <= count; i += 4 * WIDTH) {
        for (size_t j = 0; j < 4; j += 1) {
            sums[j] = vector_fma(vector_load(x + i + j * WIDTH), vector_load(y + i + j * WIDTH), sums[j]);
        }
    }
    for (; i + WIDTH <= count; i += WIDTH) { sums[0] = vector_fma(vector_load(x + i), vector_load(y + i), sums[0]); }
    if (i < count) {
        sums[1] = vector_fma(vector_load_some(x + i, count - i, 0), vector_load_some(y + i, count - i, 0), sums[1]);
    }
    return sum_vector(vector_add(vector_add(sums[0], sums[1]), vector_add(sums[2], sums[3])));
}

static TARGET void axpy(float *y, float a, const float *x, size_t count) {
    VECTOR factor = vector_all(a);
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vector_store(y + i, vector_fma(factor, vector_load(x + i), vector_load(y + i)));
    }
    if (i < count) {
        VECTOR sum = vector_fma(factor, vector_load_some(x + i, count - i, 0), vector_load_some(y + i, count - i, 0));
        vector_store_some(y + i, sum, count - i);
    }
}

static TARGET void rmsnorm(float *out, const float *x, const float *weight, size_t count, float epsilon) {
    VECTOR scale = vector_all(1.0f / sqrtf(dot(x, x, count) / (float)count + epsilon));
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vector_store(out + i, vector_multiply(vector_multiply(vector_load(x + i), scale), vector_load(weight + i)));
    }
    if (i < count) {
        VECTOR scaled = vector_multiply(vector_load_some(x + i, count - i, 0), scale);
        vector_store_some(out + i, vector_multiply(scaled, vector_load_some(weight + i, count - i, 0)), count - i);
    }
}

static TARGET float greatest_of(const float *x, size_t count) {
    VECTOR greatest = vector_all(-INFINITY);
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) { greatest = vector_max(vector_load(x + i), greatest); }
    if (i < count) { greatest = vector_max(vector_load_some(x + i, count - i, -INFINITY), greatest); }
    return max_vector(greatest);
}

static TARGET void softmax(float *x, size_t count) {
    VECTOR greatest = vector_all(greatest_of(x, count)), sum = vector_zero();
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        VECTOR power = vector_exp(vector_subtract(vector_load(x + i), greatest));
        vector_store(x + i, power);
        sum = vector_add(sum, power);
    }
    if (i < count) {
        VECTOR power = vector_exp(vector_subtract(vector_load_some(x + i, count - i, -INFINITY), greatest));
        vector_store_some(x + i, power, count - i);
        sum = vector_add(sum, power);
    }
    VECTOR scale = vector_all(1.0f / sum_vector(sum));
    for (i = 0; i + WIDTH <= count; i += WIDTH) { vector_store(x + i, vector_multiply(vector_load(x + i), scale)); }
    if (i < count) {
        vector_store_some(x + i, vector_multiply(vector_load_some(x + i, count - i, 0), scale), count - i);
    }
}

static TARGET void rope(float *x, const float *cosines, const float *sines, size_t half) {
    size_t i = 0;
    for (; i + WIDTH <= half; i += WIDTH) {
        VECTOR first = vector_load(x + i), second = vector_load(x + half + i);
        VECTOR cosine = vector_load(cosines + i), sine = vector_load(sines + i);
        vector_store(x + i, vector_subtract(vector_multiply(first, cosine), vector_multiply(second, sine)));
        vector_store(x + half + i, vector_fma(second, cosine, vector_multiply(first, sine)));
    }
    for (; i < half; i += 1) {
        float first = x[i], second = x[half + i];
        x[i] = first * cosines[i] - second * sines[i];
        x[half + i] = second * cosines[i] + first * sines[i];
    }
}

INLINE VECTOR silu_product(VECTOR gate, VECTOR up) {
    VECTOR power = vector_exp(vector_subtract(vector_zero(), gate));
    return vector_multiply(vector_divide(gate, vector_add(vector_all(1.0f), power)), up);
}

static TARGET void silu_multiply(float *gate, const float *up, size_t count) {
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        vector_store(gate + i, silu_product(vector_load(gate + i), vector_load(up + i)));
    }
    if (i < count) {
        VECTOR some = silu_product(vector_load_some(gate + i, count - i, 0), vector_load_some(up + i, count - i, 0));
        vector_store_some(gate + i, some, count - i);
    }
}

static TARGET size_t argmax(const float *x, size_t count) {
    VECTOR greatest = vector_all(greatest_of(x, count));
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) {
        unsigned equal = vector_equal(vector_load(x + i), greatest);
        if (equal != 0) { return i + (size_t)__builtin_ctz(equal); }
    }
    if (i < count) {
        unsigned equal = vector_equal(vector_load_some(x + i, count - i, NAN), greatest);
        if (equal != 0) { return i + (size_t)__builtin_ctz(equal); }
    }
    return 0;
}

#define TILE_VECTORS (KERNELS_TILE / WIDTH)

/* scores = scale * q . k of the positions in `tiles` tiles. An element of q goes to every fourth, second or each of
   `chains` sums, so that four sums are under way however few tiles there are; both numbers are constants where this is
   inlined. */
INLINE void score_tiles(float *scores, const float *q, const float *keys, size_t size, float scale, size_t tiles,
                        size_t chains) {
    VECTOR sums[4][TILE_VECTORS];
    for (size_t s = 0; s < 4; s += 1) {
        for (size_t v = 0; v < TILE_VECTORS; v += 1) { sums[s][v] = vector_zero(); }
    }
    for (size_t d = 0; d < size; d += chains) {
        for (size_t c = 0; c < chains && d + c < size; c += 1) {
            VECTOR element = vector_all(q[d + c]);
            for (size_t t = 0; t < tiles; t += 1) {
                const float *row = keys + (t * size + d + c) * KERNELS_TILE;
                for (size_t v = 0; v < TILE_VECTORS; v += 1) {
                    VECTOR *sum = &sums[t * chains + c][v];
                    *sum = vector_fma(element, vector_load(row + v * WIDTH), *sum);
                }
            }
        }
    }
    for (size_t t = 0; t < tiles; t += 1) {
        for (size_t v = 0; v < TILE_VECTORS; v += 1) {
            VECTOR sum = sums[t * chains][v];
            for (size_t c = 1; c < chains; c += 1) { sum = vector_add(sum, sums[t * chains + c][v]); }
            vector_store(scores + t * KERNELS_TILE + v * WIDTH, vector_multiply(sum, vector_all(scale)));
        }
    }
}

/* out = sum over `count` positions of p[i] * values[i], for `vectors` (2 or 1, a constant) vectors of a head of `size`
   elements, or for `some` elements where that is not 0. Four positions have a sum each. */
INLINE void weigh_values(float *out, const float *p, const float *values, size_t count, size_t size, size_t vectors,
                         size_t some) {
    VECTOR sums[4][2];
    for (size_t s = 0; s < 4; s += 1) {
        for (size_t v = 0; v < vectors; v += 1) { sums[s][v] = vector_zero(); }
    }
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (size_t s = 0; s < 4; s += 1) {
            VECTOR weight = vector_all(p[i + s]);
            for (size_t v = 0; v < vectors; v += 1) {
                const float *value = values + (i + s) * size + v * WIDTH;
                VECTOR loaded = some != 0 ? vector_load_some(value, some, 0) : vector_load(value);
                sums[s][v] = vector_fma(weight, loaded, sums[s][v]);
            }
        }
    }
    for (; i < count; i += 1) {
        VECTOR weight = vector_all(p[i]);
        for (size_t v = 0; v < vectors; v += 1) {
            const float *value = values + i * size + v * WIDTH;
            VECTOR loaded = some != 0 ? vector_load_some(value, some, 0) : vector_load(value);
            sums[0][v] = vector_fma(weight, loaded, sums[0][v]);
        }
    }
    for (size_t v = 0; v < vectors; v += 1) {
        VECTOR sum = vector_add(vector_add(sums[0][v], sums[1][v]), vector_add(sums[2][v], sums[3][v]));
        if (some != 0) {
            vector_store_some(out, sum, some);
        } else {
            vector_store(out + v * WIDTH, sum);
        }
    }
}

static TARGET void attention(float *out, const float *q, const float *keys, const float *values, float *scores,
                             size_t first, size_t end, size_t size, float scale) {
    size_t tile = first / KERNELS_TILE, tiles_end = (end + KERNELS_TILE - 1) / KERNELS_TILE;
    float *probabilities = scores + first % KERNELS_TILE;
    for (; tile + 4 <= tiles_end; tile += 4, scores += 4 * KERNELS_TILE) {
        score_tiles(scores, q, keys + tile * size * KERNELS_TILE, size, scale, 4, 1);
    }
    for (; tile + 2 <= tiles_end; tile += 2, scores += 2 * KERNELS_TILE) {
        score_tiles(scores, q, keys + tile * size * KERNELS_TILE, size, scale, 2, 2);
    }
    if (tile < tiles_end) { score_tiles(scores, q, keys + tile * size * KERNELS_TILE, size, scale, 1, 4); }
    softmax(probabilities, end - first);
    const float *seen = values + first * size;
    size_t d = 0;
    for (; d + 2 * WIDTH <= size; d += 2 * WIDTH) {
        weigh_values(out + d, probabilities, seen + d, end - first, size, 2, 0);
    }
    for (; d + WIDTH <= size; d += WIDTH) {
        weigh_values(out + d, probabilities, seen + d, end - first, size, 1, 0);
    }
    if (d < size) { weigh_values(out + d, probabilities, seen + d, end - first, size, 1, size - d); }
}
