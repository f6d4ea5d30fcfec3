/// The ability "flavor.describe/1" of a plug-in: what it knows of a loaded model beyond its signature.
#ifndef FLAVOR_ABILITIES_DESCRIBE_H
#define FLAVOR_ABILITIES_DESCRIBE_H

#include "../plugin.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_DESCRIBE_ABILITY "flavor.describe/1"

/// The table that the plug-in's `ability` finds. Owned by the plug-in; valid until the end of the process.
typedef struct flavor_describe {
    uint32_t struct_size;
    uint32_t reserved;

    /// [call-thread] [per-model] Emits one map. Of a model that generates text it says, where they are known:
    ///   chat_template    text, or a map of texts by name with one called "default"
    ///   special_tokens   a map of texts by name: bos_token, eos_token and the like
    ///   context_length   integer, the tokens that prompt and answer may have together
    /// Other members reach whoever asked, as they are.
    flavor_status (*FLAVOR_NONNULL describe)(const flavor_plugin *FLAVOR_NONNULL plugin,
                                             flavor_model *FLAVOR_NONNULL model,
                                             const flavor_call *FLAVOR_NONNULL call,
                                             const flavor_sink *FLAVOR_NONNULL sink);
} flavor_describe;
FLAVOR_OFFSET(flavor_describe, struct_size, 0);
FLAVOR_OFFSET(flavor_describe, reserved, 4);
FLAVOR_OFFSET(flavor_describe, describe, 8);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
