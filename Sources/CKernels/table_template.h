/* The table of one instruction set: included last, with TABLE and TABLE_NAME set. */

#include <string.h>

static void convert_f32(float *out, const void *x, size_t count) { memcpy(out, x, count * sizeof *out); }

const kernels_table TABLE = {
    .name = TABLE_NAME,
    .matmul_bf16 = matmul_bf16,
    .matmul_f16 = matmul_f16,
    .matmul_f32 = matmul_f32,
    .convert_bf16 = convert_bf16,
    .convert_f16 = convert_f16,
    .convert_f32 = convert_f32,
    .rmsnorm = rmsnorm,
    .softmax = softmax,
    .rope = rope,
    .silu_multiply = silu_multiply,
    .attention = attention,
    .argmax = argmax,
    .dot = dot,
    .axpy = axpy,
};
