/// A call: one piece of work that the host asked for.
#ifndef FLAVOR_CALL_H
#define FLAVOR_CALL_H

#include "value.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

/// `deadline` of a call that has none.
#define FLAVOR_NO_DEADLINE INT64_MAX

/// What a plug-in is told while it works. Owned by the host; valid until the plug-in's function returns. A plug-in that
/// calls other models through the host passes it on.
typedef struct flavor_call {
    uint32_t struct_size;
    /// How many threads the work may keep busy, the calling one included; 0 leaves it to the plug-in.
    uint32_t thread_budget;
    void *FLAVOR_NULLABLE context;
    /// Nanoseconds of CLOCK_MONOTONIC after which nobody waits for the result.
    int64_t deadline;

    /// [any-thread] Whether to stop: not 0 after a cancellation or when the deadline has passed, and from then on. Costs a
    /// few nanoseconds; ask it in every inner loop.
    int32_t (*FLAVOR_NULLABLE cancelled)(const struct flavor_call *FLAVOR_NONNULL call);

    /// [any-thread] Has `wake(argument)` called once when `cancelled` turns, for either reason, from any thread, at once
    /// if it already is: for work that waits where it cannot ask. `wake` may take a lock that is held for moments only;
    /// of host, call and sink it may call `cancelled` and nothing else. Returns a token for `off_cancel`, by which it is
    /// taken back before the function that got the call returns; 0 when the host cannot.
    uint64_t (*FLAVOR_NULLABLE on_cancel)(const struct flavor_call *FLAVOR_NONNULL call,
                                          void (*FLAVOR_NONNULL wake)(void *FLAVOR_NULLABLE argument),
                                          void *FLAVOR_NULLABLE argument);

    /// [any-thread] Takes back an `on_cancel`. After it returns `wake` does not run and will not. A token that is 0, or was
    /// taken back, does nothing. Neither of the two is called with a lock held that `wake` takes, nor from a `wake`.
    void (*FLAVOR_NULLABLE off_cancel)(const struct flavor_call *FLAVOR_NONNULL call, uint64_t token);

    /// [any-thread] Tells how far the work is; `total` 0 when unknown. `what` (borrowed) names the stage, such as
    /// "loading weights".
    void (*FLAVOR_NULLABLE progress)(const struct flavor_call *FLAVOR_NONNULL call, uint64_t done, uint64_t total,
                                     flavor_string what);
} flavor_call;
FLAVOR_OFFSET(flavor_call, struct_size, 0);
FLAVOR_OFFSET(flavor_call, thread_budget, 4);
FLAVOR_OFFSET(flavor_call, context, 8);
FLAVOR_OFFSET(flavor_call, deadline, 16);
FLAVOR_OFFSET(flavor_call, cancelled, 24);
FLAVOR_OFFSET(flavor_call, on_cancel, 32);
FLAVOR_OFFSET(flavor_call, off_cancel, 40);
FLAVOR_OFFSET(flavor_call, progress, 48);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
