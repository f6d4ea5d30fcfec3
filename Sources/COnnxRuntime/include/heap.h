#ifndef COnnxRuntime_HEAP_H
#define COnnxRuntime_HEAP_H

#include <stddef.h>

/// Maps memory for what the calling thread is about to allocate in small pieces, at once.
///
/// A thread's heap grows page by page otherwise: a call of the system and a fault for each. What is not used then is free
/// memory of the process.
void onnx_heap_reserve(size_t size);

#endif
