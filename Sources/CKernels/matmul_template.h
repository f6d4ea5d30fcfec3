/* One instruction set's matrix product for one type of weights: included with these macros set, which it unsets.

   MATMUL_NAME(part)          the name of a function of this type
   MATMUL_BYTES               bytes of one weight
   MATMUL_LOAD(p, a, b)       2 * WIDTH weights as float32 into the vectors a and b, in an order of the type's own
   MATMUL_LOAD_SOME(p, n, a, b)        the same of n weights, below 2 * WIDTH, the rest zero, reading no further
   MATMUL_ACTIVATIONS(x, a, b)         2 * WIDTH activations in that same order
   MATMUL_ACTIVATIONS_SOME(x, n, a, b) the same of n

   and, of the instruction set: TARGET, VECTOR, WIDTH, TOKENS (how many tokens a block of four rows takes at once),
   vector_zero, vector_add, vector_fma(a, b, c) = a * b + c, sum_vector, and sum_four, which sums four vectors into
   four floats.

   A block holds the sums of 4 rows x TOKENS tokens in registers and walks along k, so each weight is read and widened
   once for TOKENS tokens and each activation once for four rows. Of a single token, each row has two sums instead, so
   that enough multiplications are under way to hide their latency. */

#define MATMUL_INLINE static inline __attribute__((always_inline)) TARGET

/* The block's activations stay in the first caches when k is taken in pieces of this many. */
#define MATMUL_PIECE 1024

/* sums[r][t] += the products of 2 * WIDTH k; of a single token the second half goes to sums[r][1]. `some` is 0, or
   how few k there are. */
MATMUL_INLINE void MATMUL_NAME(step)(VECTOR sums[4][TOKENS + 1], const float *x, size_t x_stride,
                                     const unsigned char *w, size_t row_bytes, size_t rows, size_t tokens,
                                     size_t some) {
    VECTOR activations[TOKENS][2];
    for (size_t t = 0; t < tokens; t += 1) {
        if (some != 0) {
            MATMUL_ACTIVATIONS_SOME(x + t * x_stride, some, activations[t][0], activations[t][1]);
        } else {
            MATMUL_ACTIVATIONS(x + t * x_stride, activations[t][0], activations[t][1]);
        }
    }
    for (size_t r = 0; r < rows; r += 1) {
        VECTOR low, high;
        /* Memory is too far away to be read when it is needed, so the rows that come next are asked for; that is no
           access and does no harm behind the last one. */
        for (size_t line = 0; tokens == 1 && some == 0 && line < 2 * WIDTH * MATMUL_BYTES; line += 64) {
            _mm_prefetch((const char *)w + (r + rows) * row_bytes + line, _MM_HINT_T1);
        }
        if (some != 0) {
            MATMUL_LOAD_SOME(w + r * row_bytes, some, low, high);
        } else {
            MATMUL_LOAD(w + r * row_bytes, low, high);
        }
        for (size_t t = 0; t < tokens; t += 1) {
            size_t other = tokens == 1 ? 1 : t;
            sums[r][t] = vector_fma(low, activations[t][0], sums[r][t]);
            sums[r][other] = vector_fma(high, activations[t][1], sums[r][other]);
        }
    }
}

/* y[t][r] (+)= the sum over `count` k, of `rows` rows (4 or 1) and `tokens` tokens (TOKENS or 1), both constants where
   this is inlined. */
MATMUL_INLINE void MATMUL_NAME(block)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                      const unsigned char *w, size_t row_bytes, size_t count, size_t rows,
                                      size_t tokens, int accumulates) {
    VECTOR sums[4][TOKENS + 1];
    for (size_t r = 0; r < rows; r += 1) {
        for (size_t t = 0; t <= tokens; t += 1) { sums[r][t] = vector_zero(); }
    }
    size_t k = 0;
    for (; k + 2 * WIDTH <= count; k += 2 * WIDTH) {
        MATMUL_NAME(step)(sums, x + k, x_stride, w + k * MATMUL_BYTES, row_bytes, rows, tokens, 0);
    }
    if (k < count) {
        MATMUL_NAME(step)(sums, x + k, x_stride, w + k * MATMUL_BYTES, row_bytes, rows, tokens, count - k);
    }
    for (size_t t = 0; t < tokens; t += 1) {
        for (size_t r = 0; tokens == 1 && r < rows; r += 1) { sums[r][0] = vector_add(sums[r][0], sums[r][1]); }
        float *out = y + t * y_stride;
        if (rows == 4) {
            __m128 four = sum_four(sums[0][t], sums[1][t], sums[2][t], sums[3][t]);
            _mm_storeu_ps(out, accumulates ? _mm_add_ps(_mm_loadu_ps(out), four) : four);
        } else {
            *out = sum_vector(sums[0][t]) + (accumulates ? *out : 0);
        }
    }
}

/* One token: a row is read from beginning to end, which is what memory is fastest at. */
static TARGET void MATMUL_NAME(vector)(float *y, const float *x, const unsigned char *w, size_t rows, size_t columns) {
    size_t row_bytes = columns * MATMUL_BYTES;
    size_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        MATMUL_NAME(block)(y + r, 0, x, 0, w + r * row_bytes, row_bytes, columns, 4, 1, 0);
    }
    for (; r < rows; r += 1) {
        MATMUL_NAME(block)(y + r, 0, x, 0, w + r * row_bytes, row_bytes, columns, 1, 1, 0);
    }
}

/* Rows x tokens of one piece of k. */
static TARGET void MATMUL_NAME(piece)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                      const unsigned char *w, size_t row_bytes, size_t count, size_t rows,
                                      size_t tokens, int accumulates) {
    size_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const unsigned char *four = w + r * row_bytes;
        size_t t = 0;
        for (; t + TOKENS <= tokens; t += TOKENS) {
            MATMUL_NAME(block)(y + t * y_stride + r, y_stride, x + t * x_stride, x_stride, four, row_bytes, count, 4,
                               TOKENS, accumulates);
        }
        for (; t < tokens; t += 1) {
            MATMUL_NAME(block)(y + t * y_stride + r, y_stride, x + t * x_stride, x_stride, four, row_bytes, count, 4,
                               1, accumulates);
        }
    }
    for (; r < rows; r += 1) {
        for (size_t t = 0; t < tokens; t += 1) {
            MATMUL_NAME(block)(y + t * y_stride + r, y_stride, x + t * x_stride, x_stride, w + r * row_bytes,
                               row_bytes, count, 1, 1, accumulates);
        }
    }
}

static TARGET void MATMUL_NAME(matmul)(float *y, size_t y_stride, const float *x, size_t x_stride, const void *w,
                                       size_t rows, size_t columns, size_t tokens) {
    if (tokens == 1) {
        MATMUL_NAME(vector)(y, x, w, rows, columns);
        return;
    }
    size_t k = 0;
    do {
        size_t count = columns - k < MATMUL_PIECE ? columns - k : MATMUL_PIECE;
        MATMUL_NAME(piece)(y, y_stride, x + k, x_stride, (const unsigned char *)w + k * MATMUL_BYTES,
                           columns * MATMUL_BYTES, count, rows, tokens, k != 0);
        k += count;
    } while (k < columns);
}

#undef MATMUL_INLINE
#undef MATMUL_PIECE
#undef MATMUL_NAME
#undef MATMUL_BYTES
#undef MATMUL_LOAD
#undef MATMUL_LOAD_SOME
#undef MATMUL_ACTIVATIONS
#undef MATMUL_ACTIVATIONS_SOME
