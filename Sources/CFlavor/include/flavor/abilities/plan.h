/// The ability "flavor.plan/1" of a plug-in: what a save would do, asked before it is done.
#ifndef FLAVOR_ABILITIES_PLAN_H
#define FLAVOR_ABILITIES_PLAN_H

#include "../plugin.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_PLAN_ABILITY "flavor.plan/1"

/// The table that the plug-in's `ability` finds. Owned by the plug-in; valid until the end of the process.
typedef struct flavor_plan {
    uint32_t struct_size;
    uint32_t reserved;

    /// [call-thread] [one-at-a-time] Tells what `save` would do with the request, whose `folder` is empty; writes nothing.
    /// A failure says why it could not be done. Emits one map, which is what every plan of a conversion says:
    ///   fidelity   "exact" (every weight keeps its value), "numeric" (the same up to rounding) or "lossy"
    ///   loses      a list of at most 100 texts: what is lost, where that is something, whatever the fidelity; or null
    ///   bytes      integer: how much would be written, about
    flavor_status (*FLAVOR_NONNULL plan_save)(const flavor_plugin *FLAVOR_NONNULL plugin,
                                              const flavor_call *FLAVOR_NONNULL call,
                                              const flavor_save_request *FLAVOR_NONNULL request,
                                              const flavor_sink *FLAVOR_NONNULL sink);
} flavor_plan;
FLAVOR_OFFSET(flavor_plan, struct_size, 0);
FLAVOR_OFFSET(flavor_plan, reserved, 4);
FLAVOR_OFFSET(flavor_plan, plan_save, 8);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
