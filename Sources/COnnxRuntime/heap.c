#define _GNU_SOURCE
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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
        // One by one: a call that brings in all of them keeps the other threads from mapping anything until it is done.
        for (uintptr_t at = begin; at < end; at += page) *(volatile char *)at = 0;
    }
    free(block);
}
