/// A sink: where results go.
#ifndef FLAVOR_SINK_H
#define FLAVOR_SINK_H

#include "value.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

/// Modes of a sink.
enum {
    /// Exactly one emit; in a prediction of a value that satisfies the output schema. After a failure it counts for
    /// nothing.
    FLAVOR_SINK_UNARY = 0,
    /// Any number of emits; each value is a delta as the task defines it, such as text to append. What was emitted before a
    /// failure stands.
    FLAVOR_SINK_STREAM = 1
};

/// Answers of `emit`. Any but FLAVOR_EMIT_CONTINUE means to stop.
enum {
    FLAVOR_EMIT_CONTINUE = 0,
    /// Nobody takes more: the consumer is gone or stalls, the deadline has passed, the call was cancelled, or an
    /// emit broke this contract. Return soon; the status no longer matters. A further emit is a fault.
    FLAVOR_EMIT_STOP = 1
};

/// Owned by who takes the results: the host, or a plug-in that asks another model (abilities/models.h). Valid until the
/// function that it was given to returns.
typedef struct flavor_sink {
    uint32_t struct_size;
    int32_t mode;
    void *FLAVOR_NULLABLE context;

    /// [any-thread] Hands a result over: one emit of a sink at a time, on whatever thread, before the function that the
    /// sink was given to returns. Both values are borrowed until it returns. Blocks only while the consumer's queue is
    /// full. `info` is a map or null: token ids, finish reason, usage, logprobs as the task defines them; the last emit
    /// carries the totals.
    int32_t (*FLAVOR_NONNULL emit)(const struct flavor_sink *FLAVOR_NONNULL sink,
                                   const flavor_value *FLAVOR_NONNULL value,
                                   const flavor_value *FLAVOR_NULLABLE info);
} flavor_sink;
FLAVOR_OFFSET(flavor_sink, struct_size, 0);
FLAVOR_OFFSET(flavor_sink, mode, 4);
FLAVOR_OFFSET(flavor_sink, context, 8);
FLAVOR_OFFSET(flavor_sink, emit, 16);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
