/// The flavor "c-canned" in plain C: text generation whose answers are written down.
///
/// A model is one text file, canned.txt, with a line for each answer: `ASKED => ANSWER`. A prompt gets the answer whose
/// ASKED stands last in it, the first line of several; an empty one fits every prompt. In an answer \n is a line break. chat_template.jinja beside it
/// is told to who asks.
///
/// A token is a character, its id the character's number; 0 ends an answer. So what is counted can be counted by hand.
#ifndef CANNED_H
#define CANNED_H

#include "flavor.h"
#include "flavor/access.h"

#define CANNED_KEY "c-canned"
#define CANNED_FILE "canned.txt"
#define CANNED_TEMPLATE "chat_template.jinja"
#define CANNED_CONTEXT 4096
#define CANNED_MAX_LINES 64

/// Text in memory of its own.
typedef struct canned_text {
    char *data;
    size_t size;
} canned_text;

/// A loaded model; what `flavor_model` stands for in this plug-in.
typedef struct canned_model {
    canned_text file, template;
    /// Seconds before each character, where a call says nothing.
    double pause;
    size_t count;
    struct {
        flavor_string asked, answer;
    } lines[CANNED_MAX_LINES];
} canned_model;

/// Fails a call with a printf-like sentence and returns its code.
flavor_status canned_fail(const flavor_host *host, const flavor_call *call, flavor_status code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/// Reads a file of a folder; false when it cannot be opened.
int canned_read(flavor_string folder, const char *name, canned_text *text);

/// The value with a name in a map, or null.
const flavor_value *canned_find(const flavor_value *map, const char *name);

/// Where a text occurs last in another, or null.
const char *canned_last(flavor_string text, flavor_string part);

flavor_value canned_null(void);
flavor_value canned_int(int64_t number);
flavor_value canned_string(flavor_string text);
flavor_value canned_map(const flavor_entry *entries, uint64_t count);

flavor_status canned_save(const flavor_plugin *plugin, const flavor_call *call, const flavor_save_request *request,
                          const flavor_sink *sink);
flavor_status canned_predict(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink);
flavor_status canned_describe(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call,
                              const flavor_sink *sink);

/// The host that a plug-in's table was made for.
static inline const flavor_host *canned_host(const flavor_plugin *plugin) {
    return (const flavor_host *)flavor_plugin_context(plugin);
}

#endif
