#define _GNU_SOURCE
#include "heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *onnx_heap_grow(size_t size) {
    // The C library maps a large block apart, until one of its size was freed: then it is of the heap, and stays there.
    void *volatile apart = malloc(size);
    free(apart);
    char *block = malloc(size);
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)block + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)block + size) / page * page;
    if (block && begin < end) madvise((void *)begin, end - begin, MADV_HUGEPAGE);
    return block;
}

void onnx_heap_fill(void *block, size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    // One by one: a call that brings in all of them keeps other threads from mapping anything until it is done.
    for (size_t at = 0; at < size; at += page) ((volatile char *)block)[at] = 0;
}
