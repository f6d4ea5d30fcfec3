#include "text_scan.h"

#include <stdint.h>
#include <string.h>

/* The size of the character at the start of `size` bytes; 0 where there is none. */
static size_t character_size(const unsigned char *bytes, size_t size) {
    unsigned char lead = bytes[0];
    if (lead < 0x80) { return 1; }
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || length > size) { return 0; }
    for (size_t i = 1; i < length; i += 1) {
        if ((bytes[i] & 0xC0) != 0x80) { return 0; }
    }
    /* Overlong forms, surrogates and what lies beyond U+10FFFF. */
    int is_refused = (lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xED && bytes[1] > 0x9F)
        || (lead == 0xF0 && bytes[1] < 0x90) || (lead == 0xF4 && bytes[1] > 0x8F);
    return is_refused ? 0 : length;
}

text_scan text_scan_bytes_portable(const void *text, size_t size) {
    const unsigned char *bytes = text;
    text_scan scan = {0};
    scan.is_utf8 = 1;
    /* Counts of a byte each, for as many steps as fit: a loop that compilers make of vectors. */
    for (size_t start = 0; start < size;) {
        size_t end = size - start > 255 ? start + 255 : size;
        unsigned char line_feeds = 0, nuls = 0, quotes = 0;
        for (size_t i = start; i < end; i += 1) {
            line_feeds += bytes[i] == '\n';
            nuls += bytes[i] == 0;
            quotes += bytes[i] == '"';
        }
        scan.line_feeds += line_feeds;
        scan.has_nul |= nuls > 0;
        scan.has_quote |= quotes > 0;
        start = end;
    }
    for (size_t i = 0; i < size && scan.is_utf8;) {
        uint64_t word;
        while (size - i >= sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            if ((word & 0x8080808080808080) != 0) { break; }
            i += sizeof word;
        }
        if (i == size) { break; }
        size_t length = character_size(bytes + i, size - i);
        scan.is_utf8 = length > 0;
        i += length;
    }
    return scan;
}

#if defined(__x86_64__)

#include <immintrin.h>

/* What can be wrong with two bytes that follow each other, as bits. A pair is wrong when its bit is set in all three
   tables: by the first byte's upper half, by its lower half, and by the second byte's upper half. The method is that of
   J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte" (2021). */
enum {
    ends_early = 1 << 0,       /* a lead, and then no continuation */
    begins_late = 1 << 1,      /* ASCII, and then a continuation */
    overlong_of_3 = 1 << 2,    /* E0, and then less than A0 */
    beyond = 1 << 3,           /* F4 and more, and then 90 and more */
    surrogate = 1 << 4,        /* ED, and then A0 and more */
    overlong_of_2 = 1 << 5,    /* C0 or C1 */
    overlong_or_beyond = 1 << 6, /* F0, or F5 and more, and then less than 90 */
    continuations = -128,      /* two continuations: right where a character of 3 or 4 bytes goes on */
    of_any_low = ends_early | begins_late | continuations,
    of_high_low = of_any_low | beyond | overlong_or_beyond,
    of_any_second = begins_late | overlong_of_2 | continuations,
};

#define TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

typedef struct state {
    __m256i previous, wrong, nul, quote;
    size_t line_feeds;
} state;

__attribute__((target("avx2,popcnt"), always_inline)) static inline void scan_block(state *s, __m256i block) {
    const __m256i by_first_high = TABLE(
        begins_late, begins_late, begins_late, begins_late, begins_late, begins_late, begins_late, begins_late,
        continuations, continuations, continuations, continuations, ends_early | overlong_of_2, ends_early,
        ends_early | overlong_of_3 | surrogate, ends_early | beyond | overlong_or_beyond);
    const __m256i by_first_low = TABLE(
        of_any_low | overlong_of_3 | overlong_of_2 | overlong_or_beyond, of_any_low | overlong_of_2, of_any_low, of_any_low,
        of_any_low | beyond, of_high_low, of_high_low, of_high_low, of_high_low, of_high_low, of_high_low, of_high_low,
        of_high_low, of_high_low | surrogate, of_high_low, of_high_low);
    const __m256i by_second_high = TABLE(
        ends_early, ends_early, ends_early, ends_early, ends_early, ends_early, ends_early, ends_early,
        of_any_second | overlong_of_3 | overlong_or_beyond, of_any_second | overlong_of_3 | beyond,
        of_any_second | surrogate | beyond, of_any_second | surrogate | beyond, ends_early, ends_early, ends_early,
        ends_early);
    const __m256i half = _mm256_set1_epi8(0x0F);

    __m256i across = _mm256_permute2x128_si256(s->previous, block, 0x21);
    __m256i first = _mm256_alignr_epi8(block, across, 15);
    __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(by_first_high, _mm256_and_si256(_mm256_srli_epi16(first, 4), half)),
            _mm256_shuffle_epi8(by_first_low, _mm256_and_si256(first, half))),
        _mm256_shuffle_epi8(by_second_high, _mm256_and_si256(_mm256_srli_epi16(block, 4), half)));
    /* The third and fourth bytes of a character: there, and nowhere else, two continuations follow each other. */
    __m256i third = _mm256_subs_epu8(_mm256_alignr_epi8(block, across, 14), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(_mm256_alignr_epi8(block, across, 13), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(-128));
    s->wrong = _mm256_or_si256(s->wrong, _mm256_xor_si256(due, pairs));
    s->previous = block;

    s->nul = _mm256_or_si256(s->nul, _mm256_cmpeq_epi8(block, _mm256_setzero_si256()));
    s->quote = _mm256_or_si256(s->quote, _mm256_cmpeq_epi8(block, _mm256_set1_epi8('"')));
    uint32_t feeds = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block, _mm256_set1_epi8('\n')));
    s->line_feeds += (size_t)__builtin_popcount(feeds);
}

__attribute__((target("avx2,popcnt"))) static text_scan scan_avx2(const unsigned char *bytes, size_t size) {
    __m256i space = _mm256_set1_epi8(' ');
    state s = {space, _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), 0};
    size_t i = 0;
    for (; size - i >= 32; i += 32) { scan_block(&s, _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i))); }
    /* Behind the end come spaces, so that a character it cuts off is seen. */
    unsigned char rest[32];
    memset(rest, ' ', sizeof rest);
    memcpy(rest, bytes + i, size - i);
    scan_block(&s, _mm256_loadu_si256((const __m256i *)(const void *)rest));
    text_scan scan = {
        s.line_feeds, _mm256_testz_si256(s.wrong, s.wrong), !_mm256_testz_si256(s.nul, s.nul),
        !_mm256_testz_si256(s.quote, s.quote)};
    return scan;
}

text_scan text_scan_bytes(const void *bytes, size_t size) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? scan_avx2(bytes, size) : text_scan_bytes_portable(bytes, size);
}

#else

text_scan text_scan_bytes(const void *bytes, size_t size) { return text_scan_bytes_portable(bytes, size); }

#endif
