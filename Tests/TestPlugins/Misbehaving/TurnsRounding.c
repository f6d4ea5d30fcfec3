// Changes the floating-point modes of the thread that opens it, as a library linked with -ffast-math does.
#include <fenv.h>

#include "plain.h"

__attribute__((constructor)) static void turn(void) { fesetround(FE_UPWARD); }

PLAIN_ENTRY("turns-rounding", (void)0)
