/* What has to be known of a whole text before its lines are read, in one pass over it. */
#ifndef TEXT_SCAN_H
#define TEXT_SCAN_H

#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct text_scan {
    /* How many line feeds there are. */
    size_t line_feeds;
    /* Whether all of it is UTF-8; the other members count either way. */
    _Bool is_utf8;
    _Bool has_nul;
    _Bool has_quote;
} text_scan;

/* Looks at `size` bytes. A character that the end cuts off is no UTF-8. */
text_scan text_scan_bytes(const void *bytes, size_t size);

/* The same without instructions that only some processors have, which tests compare. */
text_scan text_scan_bytes_portable(const void *bytes, size_t size);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
