#ifndef CThreads_WORK_THREAD_H
#define CThreads_WORK_THREAD_H

#include <stddef.h>

/// Where a thread begins.
enum {
    WORK_THREAD_ANYWHERE = 0,
    /// On the processor of the thread that makes it.
    WORK_THREAD_HERE = 1,
    /// On another one.
    WORK_THREAD_APART = 2,
};

/// Starts a thread that nobody waits for. It may move to every processor that its maker may use; where there is no choice, or
/// the system allows none, it begins anywhere.
///
/// Returns 0, or the system's number for what keeps it from making a thread.
int work_thread_start(int place, size_t stack_size, void (*body)(void *), void *argument);

#endif
