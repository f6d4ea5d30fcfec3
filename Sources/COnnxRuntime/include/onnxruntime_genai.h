/// What this project calls of ONNX Runtime's generate() library, in declarations of its own.
///
/// The library exports plain functions, which are looked up by name: `oga_api_fill` does that. Its list of names below is
/// what a version of the library has to have; `oga_set_telemetry` is of one function that not every version has.
#ifndef COnnxRuntime_ONNXRUNTIME_GENAI_H
#define COnnxRuntime_ONNXRUNTIME_GENAI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct oga_result oga_result;
typedef struct oga_config oga_config;
typedef struct oga_model oga_model;
typedef struct oga_params oga_params;
typedef struct oga_generator oga_generator;
typedef struct oga_tensor oga_tensor;

/// The type of float32 elements.
enum { OGA_FLOAT32 = 1 };

/// Name here, name in the library, result, arguments. A result of the type `oga_result *` is null when all is well.
#define OGA_FUNCTIONS(FUNCTION)                                                                                        \
    FUNCTION(set_log_bool, "OgaSetLogBool", oga_result *_Nullable, (const char *name, bool value))                     \
    FUNCTION(result_error, "OgaResultGetError", const char *_Nonnull, (const oga_result *result))                              \
    FUNCTION(destroy_result, "OgaDestroyResult", void, (oga_result *result))                                           \
    FUNCTION(create_config, "OgaCreateConfig", oga_result *_Nullable,                                                  \
             (const char *folder, oga_config *_Nullable *_Nonnull out))                                                \
    FUNCTION(destroy_config, "OgaDestroyConfig", void, (oga_config *config))                                           \
    FUNCTION(config_overlay, "OgaConfigOverlay", oga_result *_Nullable, (oga_config *config, const char *json))        \
    FUNCTION(config_clear_providers, "OgaConfigClearProviders", oga_result *_Nullable, (oga_config *config))           \
    FUNCTION(config_append_provider, "OgaConfigAppendProvider", oga_result *_Nullable,                                 \
             (oga_config *config, const char *name))                                                                   \
    FUNCTION(create_model, "OgaCreateModelFromConfig", oga_result *_Nullable,                                          \
             (const oga_config *config, oga_model *_Nullable *_Nonnull out))                                           \
    FUNCTION(destroy_model, "OgaDestroyModel", void, (oga_model *model))                                               \
    FUNCTION(create_params, "OgaCreateGeneratorParams", oga_result *_Nullable,                                         \
             (const oga_model *model, oga_params *_Nullable *_Nonnull out))                                            \
    FUNCTION(destroy_params, "OgaDestroyGeneratorParams", void, (oga_params *params))                                  \
    FUNCTION(params_set_number, "OgaGeneratorParamsSetSearchNumber", oga_result *_Nullable,                            \
             (oga_params *params, const char *name, double value))                                                     \
    FUNCTION(params_set_bool, "OgaGeneratorParamsSetSearchBool", oga_result *_Nullable,                                \
             (oga_params *params, const char *name, bool value))                                                       \
    FUNCTION(params_set_guidance, "OgaGeneratorParamsSetGuidance", oga_result *_Nullable,                              \
             (oga_params *params, const char *kind, const char *text, bool fast_forward))                              \
    FUNCTION(create_generator, "OgaCreateGenerator", oga_result *_Nullable,                                            \
             (const oga_model *model, const oga_params *params, oga_generator *_Nullable *_Nonnull out))               \
    FUNCTION(destroy_generator, "OgaDestroyGenerator", void, (oga_generator *generator))                               \
    FUNCTION(append_tokens, "OgaGenerator_AppendTokens", oga_result *_Nullable,                                        \
             (oga_generator *generator, const int32_t *tokens, size_t count))                                          \
    FUNCTION(generate_next_token, "OgaGenerator_GenerateNextToken", oga_result *_Nullable,                             \
             (oga_generator *generator))                                                                               \
    FUNCTION(get_next_tokens, "OgaGenerator_GetNextTokens", oga_result *_Nullable,                                     \
             (const oga_generator *generator, const int32_t *_Nullable *_Nonnull out, size_t *count))                  \
    FUNCTION(get_logits, "OgaGenerator_GetLogits", oga_result *_Nullable,                                              \
             (oga_generator *generator, oga_tensor *_Nullable *_Nonnull out))                                          \
    FUNCTION(set_logits, "OgaGenerator_SetLogits", oga_result *_Nullable,                                              \
             (oga_generator *generator, oga_tensor *tensor))                                                           \
    FUNCTION(set_runtime_option, "OgaGenerator_SetRuntimeOption", oga_result *_Nullable,                               \
             (oga_generator *generator, const char *key, const char *value))                                           \
    FUNCTION(tensor_data, "OgaTensorGetData", oga_result *_Nullable,                                                   \
             (oga_tensor *tensor, void *_Nullable *_Nonnull out))                                                      \
    FUNCTION(destroy_tensor, "OgaDestroyTensor", void, (oga_tensor *tensor))

/// Switches telemetry on or off. A version without this function, `OgaSetTelemetryEnabled`, has none.
typedef void (*oga_set_telemetry)(bool enabled);

/// The functions, each null until it was found.
typedef struct oga_api {
#define OGA_MEMBER(name, symbol, result, arguments) result(*_Null_unspecified name) arguments;
    OGA_FUNCTIONS(OGA_MEMBER)
#undef OGA_MEMBER
} oga_api;

/// Looks all functions up in a library that `dlopen` gave, and answers with the first name that it does not have, or null.
const char *_Nullable oga_api_fill(void *library, oga_api *api);

#pragma clang assume_nonnull end

#endif
