/// The ability "flavor.export/1" of a plug-in: a stored model in one of the formats that its descriptor marks with
/// `export`.
#ifndef FLAVOR_ABILITIES_EXPORT_H
#define FLAVOR_ABILITIES_EXPORT_H

#include "../plugin.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_EXPORT_ABILITY "flavor.export/1"

/// What to export. Owned by the host, borrowed until the function returns.
typedef struct flavor_export_request {
    uint32_t struct_size;
    uint32_t reserved;
    /// The model, as in a load.
    const flavor_load_request *FLAVOR_NONNULL model;
    /// The format to export to.
    flavor_string format;
    /// The absolute path of an empty folder to write into, on the file system of the result; empty in a plan.
    flavor_string folder;
} flavor_export_request;
FLAVOR_OFFSET(flavor_export_request, struct_size, 0);
FLAVOR_OFFSET(flavor_export_request, reserved, 4);
FLAVOR_OFFSET(flavor_export_request, model, 8);
FLAVOR_OFFSET(flavor_export_request, format, 16);
FLAVOR_OFFSET(flavor_export_request, folder, 32);

/// The table that the plug-in's `ability` finds. Owned by the plug-in; valid until the end of the process.
typedef struct flavor_export {
    uint32_t struct_size;
    uint32_t reserved;

    /// [call-thread] [one-at-a-time] Tells what `export_model` would do; writes nothing. A failure says why it could not be
    /// done. Emits one map as `plan_save` of "flavor.plan/1" does.
    flavor_status (*FLAVOR_NONNULL plan_export)(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                const flavor_call *FLAVOR_NONNULL call,
                                                const flavor_export_request *FLAVOR_NONNULL request,
                                                const flavor_sink *FLAVOR_NONNULL sink);

    /// [call-thread] [one-at-a-time] Exports a model and emits one map:
    ///   folder     the absolute path of a folder that has the format already, which is then only read; or null, and the
    ///              files are in the request's folder, where symbolic links to files of the model are as good as files;
    ///              nothing else is in it, and the files satisfy the globs that the reading flavor's descriptor has for the
    ///              format
    /// The host removes the request's folder once it is used, and after a failure.
    flavor_status (*FLAVOR_NONNULL export_model)(const flavor_plugin *FLAVOR_NONNULL plugin,
                                                 const flavor_call *FLAVOR_NONNULL call,
                                                 const flavor_export_request *FLAVOR_NONNULL request,
                                                 const flavor_sink *FLAVOR_NONNULL sink);
} flavor_export;
FLAVOR_OFFSET(flavor_export, struct_size, 0);
FLAVOR_OFFSET(flavor_export, reserved, 4);
FLAVOR_OFFSET(flavor_export, plan_export, 8);
FLAVOR_OFFSET(flavor_export, export_model, 16);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
