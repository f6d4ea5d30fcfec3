#define _GNU_SOURCE
#include "caller_stack.h"

#include <pthread.h>
#include <stdint.h>

size_t caller_stack_left(void) {
    // Asked for once in each thread: for the first one the C library reads a file to answer.
    static _Thread_local uintptr_t end;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (!end) {
        pthread_attr_t attributes;
        void *lowest = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
        if (pthread_attr_getstack(&attributes, &lowest, &size) == 0) end = (uintptr_t)lowest;
        pthread_attr_destroy(&attributes);
    }
    return end && here > end ? here - end : 0;
}
