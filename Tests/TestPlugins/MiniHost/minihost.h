/// What the small host in C is made of.
#ifndef MINIHOST_H
#define MINIHOST_H

#include "flavor.h"
#include "flavor/make.h"

/// The text that a sink was given, in one piece or in many.
typedef struct collected {
    char text[256];
    size_t size;
    unsigned count;
} collected;

/// Ends the program with a sentence.
_Noreturn void minihost_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// The host's table; lives until the end of the program.
const flavor_host *minihost_table(void);

/// What a plug-in last said of a failure.
const char *minihost_failure(void);

/// Memory with a guard behind it, which `minihost_free_guarded` looks at.
void *minihost_guarded(size_t size);
void minihost_free_guarded(void *memory);

/// A sink's `emit` whose context is a `collected`.
int32_t minihost_collect(const flavor_sink *sink, const flavor_value *value, const flavor_value *info);

#endif
