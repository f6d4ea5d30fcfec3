#include "text_rows.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef unsigned char byte;

static const uint64_t zeros = 0x3030303030303030;
static const uint64_t ones = 0x0101010101010101;
static const uint64_t powers_of_ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

static inline __attribute__((always_inline)) uint64_t load(const byte *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Of eight bytes, bits in those that are no digits; only up to the first one are all the others zero. */
static inline __attribute__((always_inline)) uint64_t not_digits(uint64_t word) {
    const uint64_t high = 0xF0F0F0F0F0F0F0F0;
    return ((word & high) | (((word + 0x0606060606060606) & high) >> 4)) ^ 0x3333333333333333;
}

/* The number that the values of eight digits are: neighbours are joined to numbers of two, four and eight digits. */
static inline __attribute__((always_inline)) uint64_t number_of(uint64_t digits) {
    const uint64_t mask = 0x000000FF000000FF;
    uint64_t pairs = digits * 10 + (digits >> 8);
    uint64_t upper = (pairs & mask) * (100 + (1000000ULL << 32));
    uint64_t lower = ((pairs >> 16) & mask) * (1 + (10000ULL << 32));
    return (upper + lower) >> 32;
}

/* Appends the digits that come next to a number; returns the place after them, or null for more digits than fit. */
static inline __attribute__((always_inline)) const byte *append_digits(const byte *at, const byte *end, uint64_t *number, unsigned *count, unsigned most) {
    while (end - at >= 8) {
        uint64_t word = load(at), others = not_digits(word);
        if (others == 0) {
            if (*count + 8 > most) { return NULL; }
            *number = *number * 100000000 + number_of(word - zeros);
            *count += 8;
            at += 8;
            continue;
        }
        unsigned found = (unsigned)__builtin_ctzll(others) >> 3;
        if (*count + found > most) { return NULL; }
        /* The digits move to the end; what comes in before them is zeros. */
        uint64_t digits = ((word - zeros) << 8) << (56 - found * 8);
        *number = *number * powers_of_ten[found] + number_of(digits);
        *count += found;
        return at + found;
    }
    while (at < end && (byte)(*at - '0') < 10) {
        if (*count == most) { return NULL; }
        *number = *number * 10 + (byte)(*at - '0');
        *count += 1;
        at += 1;
    }
    return at;
}

/* The bits of the nearest double, ties to even, of a significand times a power of ten in the table. Daniel Lemire's
   algorithm ("Number parsing at a gigabyte per second", 2021), as in the module JSON. */
static inline __attribute__((always_inline)) uint64_t rounded(uint64_t significand, int exponent, text_powers powers) {
    if (significand == 0) { return 0; }
    int shift = __builtin_clzll(significand);
    const uint64_t *power = powers.bits + 2 * (exponent - powers.smallest);
    unsigned __int128 product = (unsigned __int128)(significand << shift) * power[0];
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    /* Only where the bits below those of the result are all set can the lower half of the power matter. */
    if ((high & 0x1FF) == 0x1FF) {
        uint64_t second = (uint64_t)(((unsigned __int128)(significand << shift) * power[1]) >> 64);
        low += second;
        high += low < second;
    }
    uint64_t upper = high >> 63, bits = high >> (upper + 9);
    /* Halfway between two doubles: only where the power of five is small can the product be exactly that. */
    if (low <= 1 && exponent >= -4 && exponent <= 23 && (bits & 3) == 1 && bits << (upper + 9) == high) { bits &= ~1ULL; }
    bits = (bits + (bits & 1)) >> 1;
    int binary = ((217706 * exponent) >> 16) + 63 + (int)upper - shift + 1023;
    if (bits == 1ULL << 53) {
        bits = 1ULL << 52;
        binary += 1;
    }
    return (uint64_t)binary << 52 | (bits & ((1ULL << 52) - 1));
}

static inline __attribute__((always_inline)) const byte *read_integer(const byte *at, const byte *end, uint64_t *cell) {
    int is_negative = at < end && *at == '-';
    uint64_t number = 0;
    unsigned count = 0;
    at = append_digits(at + is_negative, end, &number, &count, 18);
    *cell = is_negative ? 0 - number : number;
    return count > 0 ? at : NULL;
}

static inline __attribute__((always_inline)) const byte *read_double(const byte *at, const byte *end, text_powers powers, uint64_t *cell) {
    int is_negative = at < end && *at == '-';
    uint64_t number = 0;
    unsigned count = 0, whole;
    at = append_digits(at + is_negative, end, &number, &count, 19);
    whole = count;
    if (at && at < end && *at == '.') { at = append_digits(at + 1, end, &number, &count, 19); }
    if (!at || count == 0) { return NULL; }
    *cell = rounded(number, (int)whole - (int)count, powers) | (uint64_t)is_negative << 63;
    return at;
}

/* The end of a text: a comma, a line break, or null where there is none. */
static inline __attribute__((always_inline)) const byte *end_of_text(const byte *at, const byte *end) {
#if defined(__SSE2__)
    /* Most texts end within sixteen bytes, so that no branch depends on how long they are. */
    while (end - at >= 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)at);
        __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(',')),
                                     _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\n')),
                                                  _mm_cmpeq_epi8(block, _mm_set1_epi8('\r'))));
        unsigned found = (unsigned)_mm_movemask_epi8(stops);
        if (found != 0) { return at + __builtin_ctz(found); }
        at += 16;
    }
#endif
    while (end - at >= 8) {
        uint64_t word = load(at), comma = word ^ ones * ',', feed = word ^ ones * '\n', carriage = word ^ ones * '\r';
        /* False alarms are possible only above a true one. */
        uint64_t stop = (((comma - ones) & ~comma) | ((feed - ones) & ~feed) | ((carriage - ones) & ~carriage)) & ones * 0x80;
        if (stop != 0) { return at + (__builtin_ctzll(stop) >> 3); }
        at += 8;
    }
    while (at < end && *at != ',' && *at != '\n' && *at != '\r') { at += 1; }
    return at < end ? at : NULL;
}

/* Places a text, the short ones without a branch on how long they are. */
static inline __attribute__((always_inline)) void place(text_place *place, const byte *text, const byte *begin,
                                                         const byte *at, const byte *end) {
    /* Bytes of a mask, of which sixteen from any place on are ones and then zeros. */
    static const byte mask[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    size_t size = (size_t)(at - begin);
    place->offset = (size_t)(begin - text);
    place->size = size;
    if (size > 15) { return; }
    if (end - begin >= 16) {
        place->head = load(begin) & load(mask + 16 - size);
        place->tail = load(begin + 8) & load(mask + 24 - size);
        return;
    }
    byte copy[16] = {0};
    memcpy(copy, begin, size);
    place->head = load(copy);
    place->tail = load(copy + 8);
}

size_t text_rows_read(const void *bytes, size_t size, size_t *offset, const text_column *columns, size_t column_count,
                      size_t most_rows, text_powers powers) {
    const byte *text = bytes, *end = text + size, *start = text + *offset;
    size_t row = 0;
    for (; row < most_rows && start < end && *start > ' '; row += 1) {
        const byte *at = start;
        for (size_t position = 0; position < column_count; position += 1) {
            const text_column *column = columns + position;
            if (column->kind == TEXT_COLUMN_INTEGERS) {
                at = read_integer(at, end, column->words + row);
            } else if (column->kind == TEXT_COLUMN_DOUBLES) {
                at = read_double(at, end, powers, column->words + row);
            } else {
                const byte *begin = at;
                at = at < end && *at != '"' ? end_of_text(at, end) : NULL;
                if (at) { place(column->places + row, text, begin, at, end); }
            }
            if (!at || at == end) { goto done; }
            if (position + 1 < column_count) {
                if (*at != ',') { goto done; }
                at += 1;
            }
        }
        if (*at == '\r' && at + 1 < end) { at += 1; }
        if (*at != '\n') { goto done; }
        start = at + 1;
    }
done:
    *offset = (size_t)(start - text);
    return row;
}
