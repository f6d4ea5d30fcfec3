#ifndef COnnxRuntime_OWN_PATH_H
#define COnnxRuntime_OWN_PATH_H

/// The path of the file that this function was loaded from, or null when the system does not tell.
const char *_Nullable onnx_own_path(void);

#endif
