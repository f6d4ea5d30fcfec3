#define _GNU_SOURCE
#include "work_thread.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

typedef struct {
    void (*body)(void *);
    void *argument;
    int is_placed;
    cpu_set_t allowed;
} work_thread;

static void *work_thread_run(void *argument) {
    work_thread thread = *(work_thread *)argument;
    free(argument);
    if (thread.is_placed) sched_setaffinity(0, sizeof thread.allowed, &thread.allowed);
    thread.body(thread.argument);
    return NULL;
}

/// The processors to begin on; 0 where there is no choice.
static int work_thread_first(int place, const cpu_set_t *allowed, cpu_set_t *first) {
    int here = sched_getcpu();
    if (here < 0 || here >= CPU_SETSIZE) return 0;
    if (place == WORK_THREAD_HERE) {
        CPU_ZERO(first);
        CPU_SET(here, first);
    } else {
        *first = *allowed;
        CPU_CLR(here, first);
    }
    return CPU_COUNT(first) > 0;
}

int work_thread_start(int place, size_t stack_size, void (*body)(void *), void *argument) {
    work_thread *thread = malloc(sizeof *thread);
    pthread_attr_t attributes;
    int status = thread ? pthread_attr_init(&attributes) : ENOMEM;
    if (status) {
        free(thread);
        return status;
    }
    *thread = (work_thread){.body = body, .argument = argument};
    cpu_set_t first;
    thread->is_placed = place != WORK_THREAD_ANYWHERE &&
                        sched_getaffinity(0, sizeof thread->allowed, &thread->allowed) == 0 &&
                        work_thread_first(place, &thread->allowed, &first) &&
                        pthread_attr_setaffinity_np(&attributes, sizeof first, &first) == 0;
    pthread_attr_setstacksize(&attributes, stack_size);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t made;
    status = pthread_create(&made, &attributes, work_thread_run, thread);
    pthread_attr_destroy(&attributes);
    if (!status) return 0;
    int is_placed = thread->is_placed;
    free(thread);
    // The system may refuse the place and not the thread.
    return is_placed ? work_thread_start(WORK_THREAD_ANYWHERE, stack_size, body, argument) : status;
}
