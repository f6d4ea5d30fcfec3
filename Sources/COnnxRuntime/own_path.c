#define _GNU_SOURCE
#include "own_path.h"

#include <dlfcn.h>

const char *onnx_own_path(void) {
    Dl_info info;
    return dladdr((void *)&onnx_own_path, &info) ? info.dli_fname : 0;
}
