/// What this project calls of ONNX Runtime's C library, in declarations of its own.
///
/// The library exports one function, `OrtGetApiBase`. It leads to a table of functions that only ever grows at its end, so a
/// function is named by its place: the places below are those of the public header `onnxruntime_c_api.h`, where none has
/// moved since the first release that had it. ORT_API_VERSION_USED is the release that had all of them; the library is asked
/// for that version of its table and so answers with null when it is older.
#ifndef COnnxRuntime_ONNXRUNTIME_H
#define COnnxRuntime_ONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Release 1.20, whose table has every place that is called here.
#define ORT_API_VERSION_USED 20

typedef struct ort_api ort_api;
typedef struct ort_status ort_status;
typedef struct ort_env ort_env;
typedef struct ort_session ort_session;
typedef struct ort_session_options ort_session_options;
typedef struct ort_run_options ort_run_options;
typedef struct ort_allocator ort_allocator;
typedef struct ort_memory_info ort_memory_info;
typedef struct ort_value ort_value;
typedef struct ort_type_info ort_type_info;
typedef struct ort_tensor_info ort_tensor_info;
typedef struct ort_map_info ort_map_info;
typedef struct ort_sequence_info ort_sequence_info;
typedef struct ort_optional_info ort_optional_info;

/// What `OrtGetApiBase` answers with.
typedef struct ort_api_base {
    const ort_api *_Nullable (*_Nonnull get_api)(uint32_t version);
    const char *_Nonnull (*_Nonnull get_version)(void);
} ort_api_base;

/// Takes a line of the library's log; the severity runs from 0, verbose, to 4, fatal.
typedef void (*ort_log_function)(void *_Nullable context, int32_t severity, const char *category, const char *log_id,
                                 const char *place, const char *message);

/// Kinds of values.
enum {
    ORT_KIND_TENSOR = 1,
    ORT_KIND_SEQUENCE = 2,
    ORT_KIND_MAP = 3,
    ORT_KIND_OPAQUE = 4,
    ORT_KIND_SPARSE_TENSOR = 5,
    ORT_KIND_OPTIONAL = 6
};

/// The element type of strings; that of numbers are in the table of the Swift side.
enum { ORT_ELEMENT_STRING = 8 };

/// Codes of a status, as far as they are told apart.
enum {
    ORT_CODE_INVALID_ARGUMENT = 2,
    ORT_CODE_NO_SUCH_FILE = 3,
    ORT_CODE_NO_MODEL = 4,
    ORT_CODE_INVALID_PROTOBUF = 7,
    ORT_CODE_NOT_IMPLEMENTED = 9,
    ORT_CODE_INVALID_GRAPH = 10
};

/// The function at a place of the table, as a function of a type.
#define ORT_AT(place, result, ...) ((result (*)(__VA_ARGS__))((void *const *)(const void *)api)[place])

/// Declares the call of a function that answers with a status, which is null when all is well.
#define ORT_STATUS(name, place, types, names, ...)                                                                     \
    static inline ort_status *_Nullable ort_##name(const ort_api *api, __VA_ARGS__) {                                  \
        return ORT_AT(place, ort_status *, ORT_LIST types) names;                                                      \
    }
#define ORT_LIST(...) __VA_ARGS__

/// Declares the call of a function that frees something.
#define ORT_RELEASE(name, place)                                                                                       \
    static inline void ort_release_##name(const ort_api *api, ort_##name *_Nullable value) {                           \
        ORT_AT(place, void, ort_##name *)(value);                                                                      \
    }

static inline int32_t ort_status_code(const ort_api *api, const ort_status *status) {
    return ORT_AT(1, int32_t, const ort_status *)(status);
}
static inline const char *ort_status_message(const ort_api *api, const ort_status *status) {
    return ORT_AT(2, const char *, const ort_status *)(status);
}

ORT_STATUS(create_env, 4, (ort_log_function, void *, int32_t, const char *, ort_env **),
           (log, context, severity, log_id, out), ort_log_function log, void *_Nullable context, int32_t severity,
           const char *log_id, ort_env *_Nullable *_Nonnull out)
ORT_STATUS(disable_telemetry, 6, (const ort_env *), (env), const ort_env *env)

ORT_STATUS(create_session, 7, (const ort_env *, const char *, const ort_session_options *, ort_session **),
           (env, path, options, out), const ort_env *env, const char *path, const ort_session_options *options,
           ort_session *_Nullable *_Nonnull out)
ORT_STATUS(create_session_from, 8, (const ort_env *, const void *, size_t, const ort_session_options *, ort_session **),
           (env, model, size, options, out), const ort_env *env, const void *model, size_t size,
           const ort_session_options *options, ort_session *_Nullable *_Nonnull out)
ORT_STATUS(create_session_options, 10, (ort_session_options **), (out), ort_session_options *_Nullable *_Nonnull out)
ORT_STATUS(set_execution_mode, 13, (ort_session_options *, int32_t), (options, mode), ort_session_options *options,
           int32_t mode)
ORT_STATUS(set_log_severity, 22, (ort_session_options *, int32_t), (options, severity), ort_session_options *options,
           int32_t severity)
ORT_STATUS(set_graph_optimization_level, 23, (ort_session_options *, int32_t), (options, level),
           ort_session_options *options, int32_t level)
ORT_STATUS(set_intra_op_threads, 24, (ort_session_options *, int32_t), (options, count), ort_session_options *options,
           int32_t count)
ORT_STATUS(set_inter_op_threads, 25, (ort_session_options *, int32_t), (options, count), ort_session_options *options,
           int32_t count)
ORT_STATUS(add_session_config, 130, (ort_session_options *, const char *, const char *), (options, key, value),
           ort_session_options *options, const char *key, const char *value)
ORT_STATUS(append_provider, 216,
           (ort_session_options *, const char *, const char *const *, const char *const *, size_t),
           (options, name, keys, values, count), ort_session_options *options, const char *name,
           const char *_Nullable const *_Nullable keys, const char *_Nullable const *_Nullable values, size_t count)
ORT_STATUS(get_available_providers, 125, (char ***, int *), (out, count),
           char *_Nullable *_Nullable *_Nonnull out, int *count)
ORT_STATUS(release_available_providers, 126, (char **, int), (providers, count), char *_Nullable *_Nonnull providers,
           int count)

ORT_STATUS(input_count, 30, (const ort_session *, size_t *), (session, out), const ort_session *session, size_t *out)
ORT_STATUS(output_count, 31, (const ort_session *, size_t *), (session, out), const ort_session *session, size_t *out)
ORT_STATUS(overridable_count, 32, (const ort_session *, size_t *), (session, out), const ort_session *session,
           size_t *out)
ORT_STATUS(input_type, 33, (const ort_session *, size_t, ort_type_info **), (session, index, out),
           const ort_session *session, size_t index, ort_type_info *_Nullable *_Nonnull out)
ORT_STATUS(output_type, 34, (const ort_session *, size_t, ort_type_info **), (session, index, out),
           const ort_session *session, size_t index, ort_type_info *_Nullable *_Nonnull out)
ORT_STATUS(overridable_type, 35, (const ort_session *, size_t, ort_type_info **), (session, index, out),
           const ort_session *session, size_t index, ort_type_info *_Nullable *_Nonnull out)
ORT_STATUS(input_name, 36, (const ort_session *, size_t, ort_allocator *, char **), (session, index, allocator, out),
           const ort_session *session, size_t index, ort_allocator *allocator, char *_Nullable *_Nonnull out)
ORT_STATUS(output_name, 37, (const ort_session *, size_t, ort_allocator *, char **), (session, index, allocator, out),
           const ort_session *session, size_t index, ort_allocator *allocator, char *_Nullable *_Nonnull out)
ORT_STATUS(overridable_name, 38, (const ort_session *, size_t, ort_allocator *, char **),
           (session, index, allocator, out), const ort_session *session, size_t index, ort_allocator *allocator,
           char *_Nullable *_Nonnull out)

ORT_STATUS(run, 9,
           (ort_session *, const ort_run_options *, const char *const *, const ort_value *const *, size_t,
            const char *const *, size_t, ort_value **),
           (session, options, input_names, inputs, input_count, output_names, output_count, outputs),
           ort_session *session, const ort_run_options *_Nullable options,
           const char *_Nullable const *_Nullable input_names, const ort_value *_Nullable const *_Nullable inputs,
           size_t input_count, const char *_Nullable const *_Nullable output_names, size_t output_count,
           ort_value *_Nullable *_Nullable outputs)
ORT_STATUS(create_run_options, 39, (ort_run_options **), (out), ort_run_options *_Nullable *_Nonnull out)
ORT_STATUS(terminate, 46, (ort_run_options *), (options), ort_run_options *options)

ORT_STATUS(create_tensor, 48, (ort_allocator *, const int64_t *, size_t, int32_t, ort_value **),
           (allocator, shape, rank, type, out), ort_allocator *allocator, const int64_t *_Nullable shape, size_t rank,
           int32_t type, ort_value *_Nullable *_Nonnull out)
ORT_STATUS(create_tensor_over, 49,
           (const ort_memory_info *, void *, size_t, const int64_t *, size_t, int32_t, ort_value **),
           (info, data, size, shape, rank, type, out), const ort_memory_info *info, void *_Nullable data, size_t size,
           const int64_t *_Nullable shape, size_t rank, int32_t type, ort_value *_Nullable *_Nonnull out)
ORT_STATUS(tensor_data, 51, (ort_value *, void **), (value, out), ort_value *value, void *_Nullable *_Nonnull out)
ORT_STATUS(strings_size, 53, (const ort_value *, size_t *), (value, out), const ort_value *value, size_t *out)
ORT_STATUS(strings_content, 54, (const ort_value *, void *, size_t, size_t *, size_t),
           (value, data, size, offsets, count), const ort_value *value, void *_Nullable data, size_t size,
           size_t *_Nullable offsets, size_t count)
ORT_STATUS(string_buffer, 252, (ort_value *, size_t, size_t, char **), (value, index, size, out), ort_value *value,
           size_t index, size_t size, char *_Nullable *_Nonnull out)

ORT_STATUS(cast_to_tensor, 55, (const ort_type_info *, const ort_tensor_info **), (info, out),
           const ort_type_info *info, const ort_tensor_info *_Nullable *_Nonnull out)
ORT_STATUS(cast_to_map, 103, (const ort_type_info *, const ort_map_info **), (info, out), const ort_type_info *info,
           const ort_map_info *_Nullable *_Nonnull out)
ORT_STATUS(cast_to_sequence, 104, (const ort_type_info *, const ort_sequence_info **), (info, out),
           const ort_type_info *info, const ort_sequence_info *_Nullable *_Nonnull out)
ORT_STATUS(cast_to_optional, 250, (const ort_type_info *, const ort_optional_info **), (info, out),
           const ort_type_info *info, const ort_optional_info *_Nullable *_Nonnull out)
ORT_STATUS(type_kind, 56, (const ort_type_info *, int32_t *), (info, out), const ort_type_info *info, int32_t *out)
ORT_STATUS(element_type, 60, (const ort_tensor_info *, int32_t *), (info, out), const ort_tensor_info *info,
           int32_t *out)
ORT_STATUS(rank, 61, (const ort_tensor_info *, size_t *), (info, out), const ort_tensor_info *info, size_t *out)
ORT_STATUS(shape, 62, (const ort_tensor_info *, int64_t *, size_t), (info, out, rank), const ort_tensor_info *info,
           int64_t *_Nullable out, size_t rank)
ORT_STATUS(symbolic_shape, 63, (const ort_tensor_info *, const char **, size_t), (info, out, rank),
           const ort_tensor_info *info, const char *_Nullable *_Nullable out, size_t rank)
ORT_STATUS(map_key_type, 105, (const ort_map_info *, int32_t *), (info, out), const ort_map_info *info, int32_t *out)
ORT_STATUS(map_value_type, 106, (const ort_map_info *, ort_type_info **), (info, out), const ort_map_info *info,
           ort_type_info *_Nullable *_Nonnull out)
ORT_STATUS(sequence_element_type, 107, (const ort_sequence_info *, ort_type_info **), (info, out),
           const ort_sequence_info *info, ort_type_info *_Nullable *_Nonnull out)
ORT_STATUS(optional_content_type, 251, (const ort_optional_info *, ort_type_info **), (info, out),
           const ort_optional_info *info, ort_type_info *_Nullable *_Nonnull out)

ORT_STATUS(value_kind, 67, (const ort_value *, int32_t *), (value, out), const ort_value *value, int32_t *out)
ORT_STATUS(value_tensor_info, 65, (const ort_value *, ort_tensor_info **), (value, out), const ort_value *value,
           ort_tensor_info *_Nullable *_Nonnull out)
ORT_STATUS(value_item, 80, (const ort_value *, int, ort_allocator *, ort_value **), (value, index, allocator, out),
           const ort_value *value, int index, ort_allocator *allocator, ort_value *_Nullable *_Nonnull out)
ORT_STATUS(value_count, 81, (const ort_value *, size_t *), (value, out), const ort_value *value, size_t *out)
ORT_STATUS(create_value, 82, (const ort_value *const *, size_t, int32_t, ort_value **), (items, count, kind, out),
           const ort_value *_Nullable const *_Nullable items, size_t count, int32_t kind,
           ort_value *_Nullable *_Nonnull out)
ORT_STATUS(has_value, 192, (const ort_value *, int *), (value, out), const ort_value *value, int *out)

ORT_STATUS(create_cpu_memory_info, 69, (int32_t, int32_t, ort_memory_info **), (allocator_type, memory_type, out),
           int32_t allocator_type, int32_t memory_type, ort_memory_info *_Nullable *_Nonnull out)
ORT_STATUS(free, 76, (ort_allocator *, void *), (allocator, memory), ort_allocator *allocator, void *_Nullable memory)
ORT_STATUS(default_allocator, 78, (ort_allocator **), (out), ort_allocator *_Nullable *_Nonnull out)

ORT_RELEASE(env, 92)
ORT_RELEASE(status, 93)
ORT_RELEASE(memory_info, 94)
ORT_RELEASE(session, 95)
ORT_RELEASE(value, 96)
ORT_RELEASE(run_options, 97)
ORT_RELEASE(type_info, 98)
ORT_RELEASE(tensor_info, 99)
ORT_RELEASE(session_options, 100)

#pragma clang assume_nonnull end

#endif
