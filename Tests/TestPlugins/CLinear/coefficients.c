// Reading coefficients.txt.
#include "linear.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Cuts the next word off a line; null at its end.
static char *next_word(char **rest) {
    char *word = *rest + strspn(*rest, " \t\r\n");
    if (*word == 0) return NULL;
    char *end = word + strcspn(word, " \t\r\n");
    *rest = *end ? end + 1 : end;
    *end = 0;
    return word;
}

static int has_term(const linear_model *model, const char *name) {
    for (uint64_t index = 0; index < model->count; index++)
        if (strcmp(model->terms[index].name, name) == 0) return 1;
    return 0;
}

/// Takes one line into the model; what is wrong with it, or null.
static const char *take(linear_model *model, char *line, int *has_intercept) {
    line[strcspn(line, "#")] = 0;
    char *rest = line;
    char *name = next_word(&rest);
    if (!name) return NULL;
    char *number = next_word(&rest);
    if (!number || next_word(&rest)) return "expected a name and a number";
    char *end;
    double value = strtod(number, &end);
    if (*end != 0 || !isfinite(value)) return "the number is not a finite one";
    if (strlen(name) > LINEAR_MAX_NAME) return "the name is longer than 63 bytes";
    if (strcmp(name, "intercept") == 0) {
        if (*has_intercept) return "the name was there before";
        *has_intercept = 1;
        model->intercept = value;
        return NULL;
    }
    if (has_term(model, name)) return "the name was there before";
    if (model->count == LINEAR_MAX_TERMS) return "more than 256 coefficients";
    linear_term *term = &model->terms[model->count++];
    strcpy(term->name, name);
    term->coefficient = value;
    return NULL;
}

flavor_status linear_read(const flavor_host *host, const flavor_call *call, const char *path, linear_model *model) {
    FILE *file = fopen(path, "r");
    if (!file)
        return linear_fail(host, call, errno == ENOENT ? FLAVOR_NOT_FOUND : FLAVOR_PERMISSION_DENIED,
                           LINEAR_FILE " cannot be opened: %s", strerror(errno));
    char line[512];
    int has_intercept = 0;
    int number = 0;
    const char *fault = NULL;
    while (!fault && fgets(line, sizeof line, file)) {
        number++;
        int is_cut = strlen(line) == sizeof line - 1;
        fault = is_cut ? "the line is longer than 510 bytes" : take(model, line, &has_intercept);
    }
    int is_damaged = ferror(file);
    fclose(file);
    if (fault) return linear_fail(host, call, FLAVOR_DATA_LOSS, LINEAR_FILE ", line %d: %s", number, fault);
    if (is_damaged) return linear_fail(host, call, FLAVOR_DATA_LOSS, LINEAR_FILE " cannot be read to its end");
    if (!has_intercept && model->count == 0)
        return linear_fail(host, call, FLAVOR_DATA_LOSS, LINEAR_FILE " holds no coefficients");
    return FLAVOR_OK;
}
