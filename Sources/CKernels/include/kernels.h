#ifndef KERNELS_H
#define KERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"
#define KERNELS_NULLABLE _Nullable
#else
#define KERNELS_NULLABLE
#endif

/* Every function is thread-safe, keeps nothing, allocates nothing, and takes sizes in elements. Matrices are
   row-major; activations are float32, computed in float32 whatever type the weights have. No pointer needs an alignment
   beyond its C type's, and weights need none at all: a tensor inside a file may begin anywhere. Outputs do not overlap
   inputs unless a comment says so. */

/* y[t * y_stride + r] = sum over k of x[t * x_stride + k] * w[r * columns + k],
   for t below `tokens` and r below `rows`; w is [rows, columns] of the type in the function's name.
   Threads split the rows among them: w and y then begin at a thread's first row. */
typedef void kernels_matmul(float *y, size_t y_stride, const float *x, size_t x_stride, const void *w, size_t rows,
                            size_t columns, size_t tokens);

/* out[i] = float32 of x[i], exactly. */
typedef void kernels_convert(float *out, const void *x, size_t count);

/* out[i] = x[i] / sqrt(mean(x^2) + epsilon) * weight[i]; out may be x; count is at least 1. */
typedef void kernels_rmsnorm(float *out, const float *x, const float *weight, size_t count, float epsilon);

/* x[i] = exp(x[i] - max(x)) / sum over j of exp(x[j] - max(x)), in place; minus infinity becomes 0, and at least one
   x is finite. */
typedef void kernels_softmax(float *x, size_t count);

/* Rotates the pairs (x[i], x[i + half]) for i below `half`, in place, as transformers' rotate_half does:
   x[i], x[i + half] = x[i] * cosines[i] - x[i + half] * sines[i], x[i + half] * cosines[i] + x[i] * sines[i]. */
typedef void kernels_rope(float *x, const float *cosines, const float *sines, size_t half);

/* gate[i] = gate[i] / (1 + exp(-gate[i])) * up[i], in place. */
typedef void kernels_silu_multiply(float *gate, const float *up, size_t count);

/* How many positions stand together in a tile of keys. */
#define KERNELS_TILE 16

/* One head's attention of one query to the cached positions from `first` up to but without `end`:
   p = softmax(scale * q . k[i]), out = sum over i of p[i] * v[i]; `end` is above `first`.
   q and out are [size]. `keys` is [tiles][size][KERNELS_TILE]: element d of position i is at
   (i / KERNELS_TILE * size + d) * KERNELS_TILE + i % KERNELS_TILE (see kernels_store_key). `values` is
   [positions, size]. `scores` is scratch for end - first + 2 * KERNELS_TILE floats. */
typedef void kernels_attention(float *out, const float *q, const float *keys, const float *values, float *scores,
                               size_t first, size_t end, size_t size, float scale);

/* The first index of the greatest x; NaN is never greatest; 0 when there is none. */
typedef size_t kernels_argmax(const float *x, size_t count);

/* sum over i of x[i] * y[i]. */
typedef float kernels_dot(const float *x, const float *y, size_t count);

/* y[i] += a * x[i]. */
typedef void kernels_axpy(float *y, float a, const float *x, size_t count);

/* The functions of one instruction set. */
typedef struct kernels_table {
    /* "portable", "avx2" or "avx512". */
    const char *name;
    kernels_matmul *matmul_bf16;
    kernels_matmul *matmul_f16;
    kernels_matmul *matmul_f32;
    kernels_convert *convert_bf16;
    kernels_convert *convert_f16;
    kernels_convert *convert_f32;
    kernels_rmsnorm *rmsnorm;
    kernels_softmax *softmax;
    kernels_rope *rope;
    kernels_silu_multiply *silu_multiply;
    kernels_attention *attention;
    kernels_argmax *argmax;
    kernels_dot *dot;
    kernels_axpy *axpy;
} kernels_table;

/* The fastest table that this processor and operating system support; chosen once. */
const kernels_table *kernels_best(void);

/* The table of that name, or NULL when there is none or this machine cannot run it. */
const kernels_table *KERNELS_NULLABLE kernels_named(const char *name);

/* Writes the key of a position into the tiles that kernels_attention reads; key is [size]. */
void kernels_store_key(float *keys, const float *key, size_t position, size_t size);

#undef KERNELS_NULLABLE
#if defined(__clang__)
#pragma clang diagnostic pop
#pragma clang assume_nonnull end
#endif

#endif
