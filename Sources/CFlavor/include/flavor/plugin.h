/// What a plug-in gives the host.
///
/// The descriptor is one JSON object. Only `id` and `version` are required:
///   id           text of lower-case letters, digits and hyphens; the name of the flavor's folder
///   version      text, the plug-in's own
///   header       integer, FLAVOR_HEADER_VERSION (taken where it is missing)
///   summary      text, one sentence
///   claims       [{key, where: {dotted path: JSON value}, priority: integer}]: entries of an MLmodel that it loads; all
///                conditions must hold, the highest priority wins (0 where it is missing). A path is split at its dots, so
///                that a key with a dot cannot be named
///   formats      {name: {anyOf: [[file glob]], save, inPlace, export: booleans}}: a source has the format when it holds a
///                name for every glob of one list. A glob is fnmatch's without flags, byte by byte, against the names
///                directly in the folder, or against the name of a source that is a file
///   tasks        [text]
///   inputs       [[column]]: named columns in MLflow's JSON that predict takes in place of a model's own inputs, when the
///                caller's document has them all
///   parameters   [{name, type, default, summary}] of predict; options likewise, of save and load. A type is boolean,
///                integer, long, float, double or string, a list of one in brackets as "[long]", or several as "long|[long]"
///   concurrency  "serial", "serial-per-model" (where it is missing) or "reentrant"; others are refused
///   requires     [text]: abilities of the host without which it does not work; the host refuses the plug-in otherwise
/// Unknown members are ignored.
#ifndef FLAVOR_PLUGIN_H
#define FLAVOR_PLUGIN_H

#include "host.h"
#include "sink.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

/// Modes of a save.
enum {
    /// Write the model's files into `folder`.
    FLAVOR_SAVE_COPY = 0,
    /// Write nothing; name the source in the configuration. A bare folder is used in place like this.
    FLAVOR_SAVE_REFERENCE = 1
};

/// What to save. Owned by the host, borrowed until `save` returns.
typedef struct flavor_save_request {
    uint32_t struct_size;
    int32_t mode;
    /// The absolute path of what to save from.
    flavor_string source;
    /// The format of the source, one that the descriptor names.
    flavor_string format;
    /// The absolute path of an empty folder to write into; empty in the mode REFERENCE.
    flavor_string folder;
    /// A map: the user's options in the types that the descriptor declares, and "task" where one was named. boolean is a
    /// BOOL, integer and long an INT64, float and double a DOUBLE, string a STRING, a list a LIST of these; any may be
    /// NULL, which is as good as absent. Defaults are for the plug-in to apply. Names with a dot are this header's.
    const flavor_value *FLAVOR_NONNULL options;
} flavor_save_request;
FLAVOR_OFFSET(flavor_save_request, struct_size, 0);
FLAVOR_OFFSET(flavor_save_request, mode, 4);
FLAVOR_OFFSET(flavor_save_request, source, 8);
FLAVOR_OFFSET(flavor_save_request, format, 24);
FLAVOR_OFFSET(flavor_save_request, folder, 40);
FLAVOR_OFFSET(flavor_save_request, options, 56);

/// What to load. Owned by the host, borrowed until `load` returns.
typedef struct flavor_load_request {
    uint32_t struct_size;
    uint32_t reserved;
    /// The absolute path of the model folder, which paths in the configuration are relative to. In place: the source.
    flavor_string folder;
    /// Which entry of `flavors` the plug-in claimed.
    flavor_string key;
    /// A map: the entries under `flavors:` of the MLmodel, the other flavors' too (MLflow keeps a model's inference
    /// configuration in `python_function`).
    const flavor_value *FLAVOR_NONNULL flavors;
    /// The MLmodel's `metadata`: a map, or a value of the kind NULL; a null pointer means the same.
    const flavor_value *FLAVOR_NULLABLE metadata;
    /// A map: the user's options, as in a save.
    const flavor_value *FLAVOR_NONNULL options;
} flavor_load_request;
FLAVOR_OFFSET(flavor_load_request, struct_size, 0);
FLAVOR_OFFSET(flavor_load_request, reserved, 4);
FLAVOR_OFFSET(flavor_load_request, folder, 8);
FLAVOR_OFFSET(flavor_load_request, key, 24);
FLAVOR_OFFSET(flavor_load_request, flavors, 40);
FLAVOR_OFFSET(flavor_load_request, metadata, 48);
FLAVOR_OFFSET(flavor_load_request, options, 56);

/// A loaded model. Made and owned by the plug-in, opaque to the host.
typedef struct flavor_model flavor_model;

/// The plug-in's own table. Owned by the plug-in; valid until the end of the process.
typedef struct flavor_plugin {
    uint32_t struct_size;
    /// FLAVOR_HEADER_VERSION of the header that the plug-in was built with.
    uint32_t header_version;
    void *FLAVOR_NULLABLE context;
    /// JSON: id, version, claims, formats, tasks, parameters, options, concurrency, required abilities.
    flavor_string descriptor;

    /// [call-thread] [one-at-a-time] Saves a model and emits one map, from which the host writes MLmodel, environment files
    /// and examples: flavors (required: a map of configurations, which are maps, by key; one of the keys is claimed by
    /// this plug-in), signature (a map of inputs, outputs and params, each MLflow's JSON text or null), infer_signature
    /// (false where what the model takes is beyond signatures, so that none is inferred from an example), requirements (a
    /// list of lines for requirements.txt), metadata (a map). In a save from a model folder, the format "mlflow-model", all
    /// of the source's MLmodel and environment that this map does not name is kept. After a failure the host removes the
    /// folder; after a cancellation or deadline it may do so while the function still runs.
    flavor_status (*FLAVOR_NONNULL save)(const struct flavor_plugin *FLAVOR_NONNULL plugin,
                                         const flavor_call *FLAVOR_NONNULL call,
                                         const flavor_save_request *FLAVOR_NONNULL request,
                                         const flavor_sink *FLAVOR_NONNULL sink);

    /// [call-thread] [one-at-a-time] Loads a model; writes nothing into its folder. `*model` is null before, and lives
    /// until its `unload`; it is not read after a failure.
    flavor_status (*FLAVOR_NONNULL load)(const struct flavor_plugin *FLAVOR_NONNULL plugin,
                                         const flavor_call *FLAVOR_NONNULL call,
                                         const flavor_load_request *FLAVOR_NONNULL request,
                                         flavor_model *FLAVOR_NULLABLE *FLAVOR_NONNULL model);

    /// [any-thread] Frees a model. Called at most once for each successful load, when no function that was given the model
    /// runs and none will; not for models that live when the process ends. Other functions of the plug-in may run
    /// meanwhile, also where it is "serial", and one may be waiting further up the same thread in a `close` of
    /// "flavor.host.models/1": hold no lock during `close` that `unload` takes. May not fail and may not block for long.
    void (*FLAVOR_NONNULL unload)(const struct flavor_plugin *FLAVOR_NONNULL plugin,
                                  flavor_model *FLAVOR_NONNULL model);

    /// [call-thread] [per-model] Predicts. `input` satisfies the input schema; `params` is a map of parameters that the
    /// descriptor or the signature names, in the types declared there, as options are. Defaults of the signature are in it
    /// already; those of the descriptor are for the plug-in to apply.
    flavor_status (*FLAVOR_NONNULL predict)(const struct flavor_plugin *FLAVOR_NONNULL plugin,
                                            flavor_model *FLAVOR_NONNULL model, const flavor_call *FLAVOR_NONNULL call,
                                            const flavor_value *FLAVOR_NONNULL input,
                                            const flavor_value *FLAVOR_NONNULL params,
                                            const flavor_sink *FLAVOR_NONNULL sink);

    /// [any-thread] Looks an ability of the plug-in up by its id (zero-terminated), such as "flavor.export/1", any time
    /// after the entry. Null when the plug-in does not have it; the answer for an id never changes. The table begins with
    /// `struct_size`, belongs to the plug-in and lives until the end of the process. May itself be null in a plug-in
    /// without abilities.
    const void *FLAVOR_NULLABLE (*FLAVOR_NULLABLE ability)(const struct flavor_plugin *FLAVOR_NONNULL plugin,
                                                           const char *FLAVOR_NONNULL id);
} flavor_plugin;
FLAVOR_OFFSET(flavor_plugin, struct_size, 0);
FLAVOR_OFFSET(flavor_plugin, header_version, 4);
FLAVOR_OFFSET(flavor_plugin, context, 8);
FLAVOR_OFFSET(flavor_plugin, descriptor, 16);
FLAVOR_OFFSET(flavor_plugin, save, 32);
FLAVOR_OFFSET(flavor_plugin, load, 40);
FLAVOR_OFFSET(flavor_plugin, unload, 48);
FLAVOR_OFFSET(flavor_plugin, predict, 56);
FLAVOR_OFFSET(flavor_plugin, ability, 64);

/// The symbol that a plug-in exports. [call-thread] One host runs its entries one at a time; another host in the process
/// may run one meanwhile, or call into a table of the same library: what a library shares between its tables it guards
/// itself. May be called more than once, by different hosts or after a failure; each call that succeeds gives a table of
/// its own. `host` lives until the end of the process; a plug-in keeps the pointer. After a failure `*plugin` is not read.
FLAVOR_EXPORT flavor_status flavor_plugin_v1(const flavor_host *FLAVOR_NONNULL host,
                               const flavor_plugin *FLAVOR_NULLABLE *FLAVOR_NONNULL plugin);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
