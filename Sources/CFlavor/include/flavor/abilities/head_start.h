/// The ability "flavor.host.head-start/1" of a host: time before a model is asked for.
#ifndef FLAVOR_ABILITIES_HEAD_START_H
#define FLAVOR_ABILITIES_HEAD_START_H

#include "../value.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_HOST_HEAD_START_ABILITY "flavor.host.head-start/1"

/// The table that the host's `ability` finds. Owned by the host; valid until the end of the process.
///
/// It is there when the library is opened for a model that is about to be loaded, and the process will end without the
/// destructors of its libraries. The plug-in may then begin in its entry, on threads of its own, what every load waits for:
/// nobody waits for these threads, and the process may end before them.
typedef struct flavor_host_head_start {
    uint32_t struct_size;
    uint32_t reserved;
} flavor_host_head_start;
FLAVOR_OFFSET(flavor_host_head_start, struct_size, 0);
FLAVOR_OFFSET(flavor_host_head_start, reserved, 4);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
