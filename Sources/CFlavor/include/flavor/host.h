/// The host's services.
#ifndef FLAVOR_HOST_H
#define FLAVOR_HOST_H

#include "call.h"
#include "status.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

/// Levels of the log.
enum {
    FLAVOR_LOG_TRACE = 0,
    FLAVOR_LOG_DEBUG = 1,
    FLAVOR_LOG_INFO = 2,
    FLAVOR_LOG_WARNING = 3,
    FLAVOR_LOG_ERROR = 4,
    /// The plug-in saw the host break this contract.
    FLAVOR_LOG_HOST_MISBEHAVES = 5
};

/// The table that a plug-in gets at its entry. Owned by the host; valid until the end of the process. Every function
/// takes the table's `context` first.
typedef struct flavor_host {
    uint32_t struct_size;
    /// FLAVOR_HEADER_VERSION of the header that the host was built with.
    uint32_t header_version;
    void *FLAVOR_NULLABLE context;
    /// The host's name and version, for logs: "flavorhost 0.1.0".
    flavor_string name;

    /// [any-thread] Records why the work of `call` fails and returns `code`, or FLAVOR_UNKNOWN where that is FLAVOR_OK, so
    /// that a function can end with `return host->fail(…)`. `call` is null at the entry. `message` is one line for the
    /// user, `detail` more for a log; both are borrowed. Of several failures of a call the first one's code and message
    /// count. A function that returns FLAVOR_OK all the same has not failed.
    flavor_status (*FLAVOR_NONNULL fail)(void *FLAVOR_NULLABLE context, const flavor_call *FLAVOR_NULLABLE call,
                                         flavor_status code, flavor_string message, flavor_string detail);

    /// [any-thread] Writes one line to the host's log. `call` is the one that it is about, or null. `message` is borrowed.
    void (*FLAVOR_NONNULL log)(void *FLAVOR_NULLABLE context, const flavor_call *FLAVOR_NULLABLE call, int32_t level,
                               flavor_string message);

    /// [any-thread] Allocates `size` bytes of zeros (0 is legal), aligned to `alignment` (a power of two up to 4096; 0
    /// means 64). The caller owns one reference and gives it back with `buffer_release`. Null when there is no memory or
    /// the alignment is another.
    const flavor_buffer *FLAVOR_NULLABLE (*FLAVOR_NONNULL buffer_make)(void *FLAVOR_NULLABLE context, uint64_t size,
                                                                       uint64_t alignment);
    /// [any-thread] Takes one more reference to a buffer of this host.
    void (*FLAVOR_NONNULL buffer_retain)(void *FLAVOR_NULLABLE context, const flavor_buffer *FLAVOR_NONNULL buffer);
    /// [any-thread] Gives a reference back; with the last one the memory goes.
    void (*FLAVOR_NONNULL buffer_release)(void *FLAVOR_NULLABLE context, const flavor_buffer *FLAVOR_NONNULL buffer);

    /// [any-thread] Looks an ability of the host up by its id (zero-terminated), such as "flavor.host.models/1", from the
    /// entry's beginning on. Null when the host does not have it; the answer for an id never changes. The table begins with
    /// `struct_size`, belongs to the host and lives until the end of the process.
    const void *FLAVOR_NULLABLE (*FLAVOR_NONNULL ability)(void *FLAVOR_NULLABLE context, const char *FLAVOR_NONNULL id);
} flavor_host;
FLAVOR_OFFSET(flavor_host, struct_size, 0);
FLAVOR_OFFSET(flavor_host, header_version, 4);
FLAVOR_OFFSET(flavor_host, context, 8);
FLAVOR_OFFSET(flavor_host, name, 16);
FLAVOR_OFFSET(flavor_host, fail, 32);
FLAVOR_OFFSET(flavor_host, log, 40);
FLAVOR_OFFSET(flavor_host, buffer_make, 48);
FLAVOR_OFFSET(flavor_host, buffer_retain, 56);
FLAVOR_OFFSET(flavor_host, buffer_release, 64);
FLAVOR_OFFSET(flavor_host, ability, 72);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
