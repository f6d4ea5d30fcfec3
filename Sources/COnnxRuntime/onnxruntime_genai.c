#include "onnxruntime_genai.h"

#include <dlfcn.h>
#include <string.h>

const char *oga_api_fill(void *library, oga_api *api) {
    void *symbol;
#define OGA_FILL(name, text, result, arguments)                                                                        \
    symbol = dlsym(library, text);                                                                                     \
    if (!symbol) return text;                                                                                          \
    memcpy(&api->name, &symbol, sizeof symbol);
    OGA_FUNCTIONS(OGA_FILL)
#undef OGA_FILL
    return NULL;
}
