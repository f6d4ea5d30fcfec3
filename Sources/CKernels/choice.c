#include "tables.h"

#include <stdatomic.h>
#include <string.h>

typedef struct candidate {
    const kernels_table *table;
    int (*is_supported)(void);
} candidate;

static int always(void) { return 1; }

#if defined(__x86_64__)
static int has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

static int has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl");
}
#endif

/* The fastest first. */
static const candidate candidates[] = {
#if defined(__x86_64__)
    {&kernels_avx512, has_avx512},
    {&kernels_avx2, has_avx2},
#endif
    {&kernels_portable, always},
};

enum { candidate_count = sizeof candidates / sizeof candidates[0] };

const kernels_table *kernels_best(void) {
    static _Atomic(const kernels_table *) chosen;
    const kernels_table *table = atomic_load_explicit(&chosen, memory_order_acquire);
    for (size_t i = 0; table == NULL && i < candidate_count; i += 1) {
        if (candidates[i].is_supported()) {
            table = candidates[i].table;
            atomic_store_explicit(&chosen, table, memory_order_release);
        }
    }
    return table;
}

const kernels_table *kernels_named(const char *name) {
    for (size_t i = 0; i < candidate_count; i += 1) {
        if (strcmp(candidates[i].table->name, name) == 0 && candidates[i].is_supported()) {
            return candidates[i].table;
        }
    }
    return NULL;
}

void kernels_store_key(float *keys, const float *key, size_t position, size_t size) {
    float *tile = keys + position / KERNELS_TILE * size * KERNELS_TILE + position % KERNELS_TILE;
    for (size_t d = 0; d < size; d += 1) { tile[d * KERNELS_TILE] = key[d]; }
}
