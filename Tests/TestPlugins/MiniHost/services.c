// The host's table, and memory with guards.
#include "minihost.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD_SIZE = 1024, GUARD_BYTE = 0xC7 };

static char failure[512];

void minihost_stop(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

const char *minihost_failure(void) { return failure; }

void *minihost_guarded(size_t size) {
    unsigned char *memory = malloc(16 + size + GUARD_SIZE);
    if (!memory) minihost_stop("no memory");
    memcpy(memory, &size, sizeof size);
    memset(memory + 16 + size, GUARD_BYTE, GUARD_SIZE);
    return memory + 16;
}

void minihost_free_guarded(void *pointer) {
    unsigned char *memory = (unsigned char *)pointer - 16;
    size_t size;
    memcpy(&size, memory, sizeof size);
    for (size_t index = 0; index < GUARD_SIZE; index++)
        if (memory[16 + size + index] != GUARD_BYTE) minihost_stop("someone wrote behind a struct of %zu bytes", size);
    free(memory);
}

int32_t minihost_collect(const flavor_sink *sink, const flavor_value *value, const flavor_value *info) {
    (void)info;
    collected *collected = flavor_sink_context(sink);
    flavor_string text = value->as.string;
    if (value->kind != FLAVOR_KIND_STRING || collected->size + text.size > sizeof collected->text)
        return FLAVOR_EMIT_STOP;
    memcpy(collected->text + collected->size, text.data, text.size);
    collected->size += text.size;
    collected->count++;
    return FLAVOR_EMIT_CONTINUE;
}

static flavor_status fail(void *context, const flavor_call *call, flavor_status code, flavor_string message,
                          flavor_string detail) {
    (void)context, (void)call, (void)detail;
    snprintf(failure, sizeof failure, "%.*s", (int)message.size, message.data);
    return code == FLAVOR_OK ? FLAVOR_UNKNOWN : code;
}

static void print(void *context, const flavor_call *call, int32_t level, flavor_string message) {
    (void)context, (void)call;
    fprintf(stderr, "[%d] %.*s\n", (int)level, (int)message.size, message.data);
}

// No flavor here asks for memory of the host's.

static const flavor_buffer *buffer(void *context, uint64_t size, uint64_t alignment) {
    (void)context, (void)size, (void)alignment;
    return NULL;
}

static void count(void *context, const flavor_buffer *buffer) { (void)context, (void)buffer; }

static const void *ability(void *context, const char *id) {
    (void)context, (void)id;
    return NULL;
}

const flavor_host *minihost_table(void) {
    return flavor_host_make(minihost_guarded(flavor_host_size()), NULL, flavor_text("minihost 1.0"), fail, print,
                            buffer, count, count, ability);
}
