#ifndef COnnxRuntime_HEAP_H
#define COnnxRuntime_HEAP_H

#include <stddef.h>

/// Makes a thread's heap larger at once, for what the thread is about to allocate in small pieces.
///
/// It grows page by page otherwise: a call of the system and a fault for each. Called by the thread itself; gives a block of
/// the heap, null where there is no memory. When the thread has freed the block, its room is free memory of the process.
/// From the first call on the C library takes all blocks up to this size from heaps, which it keeps, instead of mapping them.
void *onnx_heap_grow(size_t size);

/// Brings in the pages of a block that nothing is in yet; on any thread.
void onnx_heap_fill(void *block, size_t size);

#endif
