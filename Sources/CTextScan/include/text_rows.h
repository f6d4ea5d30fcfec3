/* The rows of a text in CSV that are written in the plainest way, read into columns in one loop. */
#ifndef TEXT_ROWS_H
#define TEXT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* Where a text lies: from an offset on so many bytes. One of at most 15 bytes is also here, as two numbers that are filled
   up with zeros. */
typedef struct text_place {
    size_t offset, size;
    uint64_t head, tail;
} text_place;

/* What a column's cells are. */
enum { TEXT_COLUMN_INTEGERS = 0, TEXT_COLUMN_DOUBLES = 1, TEXT_COLUMN_TEXTS = 2 };

/* Where the next cells of a column go: the 64 bits of numbers to `words`, texts to `places`. */
typedef struct text_column {
    int kind;
    uint64_t *_Nullable words;
    text_place *_Nullable places;
} text_column;

/* Powers of five for rounding: for each exponent of ten from `smallest` to `largest` the upper and the lower 64 bits. */
typedef struct text_powers {
    const uint64_t *bits;
    int smallest, largest;
} text_powers;

/* Reads rows from `*offset` on, at most so many, and moves it behind them; stops before the first row that has
   anything but:
     a cell for each column, separated by commas, and LF or CRLF at the end;
     integers of at most 18 digits, and numbers of at most 19 digits without an exponent, with a minus or none;
     texts that do not begin with a quote, which may be empty;
     a first character that is no white space.
   Returns how many rows it read, each a line. */
size_t text_rows_read(const void *bytes, size_t size, size_t *offset, const text_column *columns, size_t column_count,
                      size_t most_rows, text_powers powers);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
