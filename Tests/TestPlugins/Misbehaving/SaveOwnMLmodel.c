// A save writes an MLmodel of its own, a folder in fact.
#include "conversion.h"

SAVE_ENTRY("save-own-mlmodel", {
    mkdir(conversion_path(folder, "MLmodel"), 0777);
    return conversion_emit_saved(sink);
})
