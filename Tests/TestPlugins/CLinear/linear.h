/// The flavor "c-linear" in plain C: y = intercept + the sum of coefficient × column.
///
/// A model is one text file, coefficients.txt: a name and a number on each line, "intercept" among the names, and the
/// character # before remarks.
#ifndef LINEAR_H
#define LINEAR_H

#include "flavor.h"
#include "flavor/access.h"

#define LINEAR_KEY "c-linear"
#define LINEAR_FILE "coefficients.txt"
#define LINEAR_MAX_TERMS 256
#define LINEAR_MAX_NAME 63

typedef struct linear_term {
    char name[LINEAR_MAX_NAME + 1];
    double coefficient;
} linear_term;

/// A loaded model; what `flavor_model` stands for in this plug-in.
typedef struct linear_model {
    double intercept;
    uint64_t count;
    linear_term terms[LINEAR_MAX_TERMS];
} linear_model;

/// Fails a call with a printf-like sentence and returns its code.
flavor_status linear_fail(const flavor_host *host, const flavor_call *call, flavor_status code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/// Reads a model from a file, whose text is one line for a term.
flavor_status linear_read(const flavor_host *host, const flavor_call *call, const char *path, linear_model *model);

/// Joins a folder and a name that is relative to it; an absolute name stays. False when the result is too long.
int linear_join(flavor_string folder, flavor_string name, char *path, size_t size);

/// The value with a name in a map, or null.
const flavor_value *linear_find(const flavor_value *map, const char *name);

/// Where the numbers of one column lie.
typedef struct linear_column {
    const flavor_value *items;
    const flavor_tensor *tensor;
    /// In elements.
    uint64_t start, stride;
} linear_column;

/// Finds the columns of a model in an input and how many rows there are.
flavor_status linear_open(const flavor_host *host, const flavor_call *call, const linear_model *model,
                          const flavor_value *input, linear_column *columns, uint64_t *rows);

/// The number in a row of a column.
double linear_at(const linear_column *column, uint64_t row);

/// Whether a value is one number, and the number.
int linear_is_scalar(const flavor_value *value);
double linear_scalar(const flavor_value *value);

/// Waits some seconds, or until the deadline; false when the call is to end.
int linear_wait(const flavor_call *call, double seconds);

flavor_status linear_save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink);
flavor_status linear_predict(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink);

/// The host that a plug-in's table was made for.
static inline const flavor_host *linear_host(const flavor_plugin *plugin) {
    return (const flavor_host *)flavor_plugin_context(plugin);
}

#endif
