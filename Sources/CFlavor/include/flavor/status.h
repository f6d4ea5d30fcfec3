/// How a call ended. The numbers are gRPC's.
#ifndef FLAVOR_STATUS_H
#define FLAVOR_STATUS_H

#include "version.h"

typedef int32_t flavor_status;

enum {
    FLAVOR_OK = 0,
    /// The caller no longer wants the result.
    FLAVOR_CANCELLED = 1,
    FLAVOR_UNKNOWN = 2,
    /// What the caller gave is wrong, whatever the state of the model.
    FLAVOR_INVALID_ARGUMENT = 3,
    FLAVOR_DEADLINE_EXCEEDED = 4,
    FLAVOR_NOT_FOUND = 5,
    FLAVOR_ALREADY_EXISTS = 6,
    FLAVOR_PERMISSION_DENIED = 7,
    FLAVOR_RESOURCE_EXHAUSTED = 8,
    /// The model or the system is not in a state in which this could work.
    FLAVOR_FAILED_PRECONDITION = 9,
    FLAVOR_ABORTED = 10,
    FLAVOR_OUT_OF_RANGE = 11,
    FLAVOR_UNIMPLEMENTED = 12,
    /// A promise of this contract was broken.
    FLAVOR_INTERNAL = 13,
    FLAVOR_UNAVAILABLE = 14,
    /// A file is damaged.
    FLAVOR_DATA_LOSS = 15,
    FLAVOR_UNAUTHENTICATED = 16
};

#endif
