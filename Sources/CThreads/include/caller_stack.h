/// How much of its stack the calling thread has left: what Swift cannot ask the C library for.
#ifndef CThreads_CALLER_STACK_H
#define CThreads_CALLER_STACK_H

#include <stddef.h>

/// Bytes, or 0 where the system does not tell.
size_t caller_stack_left(void);

#endif
