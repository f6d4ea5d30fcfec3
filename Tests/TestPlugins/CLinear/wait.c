// Waiting between rows.
#define _POSIX_C_SOURCE 200809L

#include "linear.h"

#include <threads.h>
#include <time.h>

/// Waiting that a cancellation ends.
typedef struct alarm_clock {
    mtx_t lock;
    cnd_t rings;
    int is_ringing;
} alarm_clock;

static void ring(void *argument) {
    alarm_clock *clock = argument;
    mtx_lock(&clock->lock);
    clock->is_ringing = 1;
    cnd_signal(&clock->rings);
    mtx_unlock(&clock->lock);
}

/// The seconds until the deadline, an hour at most.
static double seconds_left(const flavor_call *call) {
    const double longest = 3600;
    struct timespec now;
    int64_t deadline = flavor_call_deadline(call);
    if (deadline == FLAVOR_NO_DEADLINE || clock_gettime(CLOCK_MONOTONIC, &now) != 0) return longest;
    double left = (double)deadline / 1e9 - ((double)now.tv_sec + (double)now.tv_nsec / 1e9);
    return left < longest ? left : longest;
}

int linear_wait(const flavor_call *call, double seconds) {
    // A little longer than the deadline, so that it has passed.
    double left = seconds_left(call) + 0.001;
    if (left < seconds) seconds = left;
    if (seconds <= 0) return !flavor_call_cancelled(call);
    alarm_clock clock = {.is_ringing = 0};
    struct timespec end;
    if (mtx_init(&clock.lock, mtx_plain) != thrd_success) return 0;
    if (cnd_init(&clock.rings) != thrd_success || !timespec_get(&end, TIME_UTC)) return 0;
    int64_t nanoseconds = end.tv_nsec + (int64_t)(seconds * 1e9);
    end.tv_sec += (time_t)(nanoseconds / 1000000000);
    end.tv_nsec = (long)(nanoseconds % 1000000000);
    uint64_t token = flavor_call_on_cancel(call, ring, &clock);
    mtx_lock(&clock.lock);
    while (!clock.is_ringing && cnd_timedwait(&clock.rings, &clock.lock, &end) == thrd_success) {}
    mtx_unlock(&clock.lock);
    flavor_call_off_cancel(call, token);
    cnd_destroy(&clock.rings);
    mtx_destroy(&clock.lock);
    return !flavor_call_cancelled(call);
}
