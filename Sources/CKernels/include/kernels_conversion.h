#ifndef KERNELS_CONVERSION_H
#define KERNELS_CONVERSION_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* What changes the type of stored weights. Every function is thread-safe, keeps nothing and allocates nothing. */

/* How many weights share a scale. */
#define KERNELS_BLOCK 32

/* Symmetric 4-bit blocks as ONNX Runtime's MatMulNBits takes them, rounded as its own quantiser rounds:
   scale = the weight of greatest magnitude / -8 (of two with the same magnitude, the negative one),
   quant = clamp(floor(weight * (1 / scale) + 8.5), 0, 15), or 8 where the scale is 0.
   `x` is [count]; the last block may be short, and what is packed beyond its weights is 0. `packed` gets 16 bytes for each block, weight
   2j in the low half of byte j; `scales` gets one float for each block. NaN becomes some quant. */
void kernels_quantize_int4(uint8_t *packed, float *scales, const float *x, size_t count);

/* The weights that blocks stand for, (quant - 8) * scale; `x` is [count]. */
void kernels_dequantize_int4(float *x, const uint8_t *packed, const float *scales, size_t count);

/* out[i] = the bits of the float16 nearest to x[i], the even one of two; beyond the greatest, infinity. */
void kernels_narrow_f16(uint16_t *out, const float *x, size_t count);

/* out[i] = the bits of the bfloat16 nearest to x[i], the even one of two; NaN stays NaN. */
void kernels_narrow_bf16(uint16_t *out, const float *x, size_t count);

/* out[c * out_stride + r] = x[r * x_stride + c] for r below `rows` and c below `columns`: elements of 32 bits. */
void kernels_transpose_32(uint32_t *out, size_t out_stride, const uint32_t *x, size_t x_stride, size_t rows,
                          size_t columns);

/* The same for elements of 16 bits. */
void kernels_transpose_16(uint16_t *out, size_t out_stride, const uint16_t *x, size_t x_stride, size_t rows,
                          size_t columns);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
