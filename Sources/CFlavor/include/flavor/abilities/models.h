/// The ability "flavor.host.models/1" of a host: other models, for a flavor that answers through one.
#ifndef FLAVOR_ABILITIES_MODELS_H
#define FLAVOR_ABILITIES_MODELS_H

#include "../call.h"
#include "../sink.h"
#include "../status.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_HOST_MODELS_ABILITY "flavor.host.models/1"

/// How many models may answer through one another, the first one included.
#define FLAVOR_MAX_MODEL_DEPTH 8

/// A model that the host opened for a plug-in. Made and owned by the host, opaque to the plug-in.
typedef struct flavor_host_model flavor_host_model;

/// What to open. Owned by the plug-in, borrowed until `open` returns.
typedef struct flavor_open_request {
    uint32_t struct_size;
    uint32_t reserved;
    /// The absolute path of a model folder, or of a folder in a format that a flavor uses in place.
    flavor_string folder;
    /// The id of the flavor to load it with. Empty: the one that the host would choose, those left out that already answer
    /// for this folder on the way down; in a save, the saving flavor does for the source.
    flavor_string flavor;
    /// A map: options of that flavor, which are refused where it does not declare them. Null: none.
    const flavor_value *FLAVOR_NULLABLE options;
} flavor_open_request;
FLAVOR_OFFSET(flavor_open_request, struct_size, 0);
FLAVOR_OFFSET(flavor_open_request, reserved, 4);
FLAVOR_OFFSET(flavor_open_request, folder, 8);
FLAVOR_OFFSET(flavor_open_request, flavor, 24);
FLAVOR_OFFSET(flavor_open_request, options, 40);

/// The table that the host's `ability` finds. Owned by the host; valid until the end of the process.
///
/// `call` is the one that the plug-in is answering. What is asked here ends with it: its cancellation, deadline, thread
/// budget and progress pass on to the other model. It also shares the locks that `call` holds, so that a serial plug-in may
/// be reached through itself; two functions that work for the same call at a time exclude each other as any two do.
///
/// A function that fails tells the user nothing by itself. The plug-in returns the same status, which gives the user the
/// same reason; or it looks at the reason with `failure` and tells one of its own with `host->fail`; or it does without the
/// other model.
typedef struct flavor_host_models {
    uint32_t struct_size;
    uint32_t reserved;
    void *FLAVOR_NULLABLE context;

    /// [call-thread] Loads a model. FLAVOR_NOT_FOUND when there is no such folder, or no flavor for it.
    /// FLAVOR_FAILED_PRECONDITION when the same folder already answers with the same flavor on the way down, under whatever
    /// name, or the way is FLAVOR_MAX_MODEL_DEPTH models long. `*model` lives until its `close`, also beyond the call; it
    /// is not written after a failure.
    flavor_status (*FLAVOR_NONNULL open)(void *FLAVOR_NULLABLE context, const flavor_call *FLAVOR_NONNULL call,
                                         const flavor_open_request *FLAVOR_NONNULL request,
                                         flavor_host_model *FLAVOR_NULLABLE *FLAVOR_NONNULL model);

    /// [call-thread] Emits one map to `sink`: flavor and version (text), signature (a map of inputs, outputs and params,
    /// each MLflow's JSON text or null; or null), parameters (a list of the names that a prediction takes), flavors and
    /// metadata (maps, as in the MLmodel; null where there is none), model (what the flavor's ability "flavor.describe/1"
    /// says, or null).
    flavor_status (*FLAVOR_NONNULL describe)(void *FLAVOR_NULLABLE context, flavor_host_model *FLAVOR_NONNULL model,
                                             const flavor_call *FLAVOR_NONNULL call,
                                             const flavor_sink *FLAVOR_NONNULL sink);

    /// [call-thread] Predicts, with the model's schema enforced as in a prediction of the user's; a parameter that neither
    /// its signature nor its flavor names is FLAVOR_INVALID_ARGUMENT. `input` and `params` (a map) are borrowed. The
    /// results come to `sink` on the calling thread, as they come and no faster than they are taken; its mode is what is
    /// asked of the model. `sink` is one that the plug-in makes, or its own one passed on. Once `emit` has answered
    /// FLAVOR_EMIT_STOP the model is told to stop, and the status is FLAVOR_OK; it may finish what it is at after this
    /// function has returned.
    flavor_status (*FLAVOR_NONNULL predict)(void *FLAVOR_NULLABLE context, flavor_host_model *FLAVOR_NONNULL model,
                                            const flavor_call *FLAVOR_NONNULL call,
                                            const flavor_value *FLAVOR_NONNULL input,
                                            const flavor_value *FLAVOR_NONNULL params,
                                            const flavor_sink *FLAVOR_NONNULL sink);

    /// [any-thread] Gives a model back. Called once for each successful open, during a call or not. A function that still
    /// works on the model ends as it would have; a later one fails with FLAVOR_INTERNAL.
    void (*FLAVOR_NONNULL close)(void *FLAVOR_NULLABLE context, flavor_host_model *FLAVOR_NONNULL model);

    /// [call-thread] Emits one map to `sink` that says why a function of this table failed last on this thread in this
    /// call: code (integer), message and detail (text). FLAVOR_NOT_FOUND, without an emit, when none did.
    flavor_status (*FLAVOR_NONNULL failure)(void *FLAVOR_NULLABLE context, const flavor_call *FLAVOR_NONNULL call,
                                            const flavor_sink *FLAVOR_NONNULL sink);
} flavor_host_models;
FLAVOR_OFFSET(flavor_host_models, struct_size, 0);
FLAVOR_OFFSET(flavor_host_models, reserved, 4);
FLAVOR_OFFSET(flavor_host_models, context, 8);
FLAVOR_OFFSET(flavor_host_models, open, 16);
FLAVOR_OFFSET(flavor_host_models, describe, 24);
FLAVOR_OFFSET(flavor_host_models, predict, 32);
FLAVOR_OFFSET(flavor_host_models, close, 40);
FLAVOR_OFFSET(flavor_host_models, failure, 48);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
