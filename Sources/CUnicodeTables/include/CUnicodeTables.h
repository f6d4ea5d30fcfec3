/* What Hugging Face's tokenizers library takes every Unicode scalar for.

   The tables are generated, see Tests/Interop/unicode_tables.py. All have two stages: the upper bits of a scalar choose a
   block of 128 values, its lower bits the value. Every function takes a scalar, that is at most 0x10FFFF. */

#ifndef C_UNICODE_TABLES_H
#define C_UNICODE_TABLES_H

#include <stdint.h>

enum { UNICODE_BLOCKS = 0x110000 >> 7 };

extern const uint16_t unicode_class_blocks[UNICODE_BLOCKS];
extern const uint8_t unicode_class_values[];
extern const uint64_t unicode_class_records[];
/* How many there are: at most 64. */
extern const uint32_t unicode_class_record_count;
extern const uint8_t unicode_lowercase_blocks[UNICODE_BLOCKS];
extern const uint8_t unicode_lowercase_values[];
extern const int32_t unicode_lowercase_distances[];
extern const uint8_t unicode_script_blocks[UNICODE_BLOCKS];
extern const uint8_t unicode_script_values[];
extern const uint8_t unicode_normal_blocks[UNICODE_BLOCKS];
extern const uint16_t unicode_normal_values[];
extern const uint32_t unicode_normal_records[];

static inline uint32_t unicode_place(uint32_t block, uint32_t scalar) { return block << 7 | (scalar & 127); }

/* The number of the record with the classes of a scalar. */
static inline uint32_t unicode_class_number(uint32_t scalar) {
    return unicode_class_values[unicode_place(unicode_class_blocks[scalar >> 7], scalar)];
}

/* The classes of a record, none where there is no such record. */
static inline uint64_t unicode_class_record(uint32_t number) {
    return number < unicode_class_record_count ? unicode_class_records[number] : 0;
}

/* The classes of a scalar, a bit for each in the order of ScalarClasses.swift. */
static inline uint64_t unicode_classes(uint32_t scalar) {
    return unicode_class_records[unicode_class_number(scalar)];
}

/* What to add to a scalar for (the first scalar of) its lowercase. */
static inline int32_t unicode_lowercase_distance(uint32_t scalar) {
    return unicode_lowercase_distances[unicode_lowercase_values[unicode_place(
        unicode_lowercase_blocks[scalar >> 7], scalar)]];
}

/* The script's number, 0 for what goes with any script. */
static inline uint8_t unicode_script(uint32_t scalar) {
    return unicode_script_values[unicode_place(unicode_script_blocks[scalar >> 7], scalar)];
}

/* How a scalar normalizes. It begins with a header:

       bits 0 to 7     the canonical combining class
       bits 8 to 10    the length of the canonical decomposition, 0 for none
       bits 11 to 15   the length of the compatible decomposition
       bit  16         the two are the same and stored once
       bit  17         it may compose with what is before it
       bit  18         it is never in NFC
       bit  19         it is never in NFKC
       bits 20 to 28   how many compositions begin with it

   The canonical decomposition follows, then the compatible one: full ones, the parts of which have their scalar in bits 0
   to 20, bit 17 of their header in bit 23 and their class in bits 24 to 31. Then come the compositions, each of them the
   second scalar and what the two become, in the order of the second. Hangul syllables are in no table. */
static inline const uint32_t *unicode_normal_record(uint32_t scalar) {
    return unicode_normal_records + unicode_normal_values[unicode_place(unicode_normal_blocks[scalar >> 7], scalar)];
}

#endif
