#define _GNU_SOURCE
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// Linux 5.14; older systems refuse it, and the pages come one by one.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

void onnx_heap_reserve(size_t size) {
    // The C library maps a large block apart, until one of its size was freed: then it is of the heap, and stays there.
    void *volatile apart = malloc(size);
    free(apart);
    char *volatile block = malloc(size);
    if (!block) return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)block + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)block + size) / page * page;
    if (begin < end) {
        madvise((void *)begin, end - begin, MADV_HUGEPAGE);
        madvise((void *)begin, end - begin, MADV_POPULATE_WRITE);
    }
    free(block);
}
