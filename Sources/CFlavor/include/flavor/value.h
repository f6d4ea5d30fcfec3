/// Values: one thin tagged tree for everything that goes into a model and comes out of it.
///
/// All structs here are frozen. Reserved fields and flags without a name are zero; a reader refuses others, so that they
/// can be given a meaning one day. A tree is at most FLAVOR_MAX_DEPTH deep, counting its root. A table is a map whose
/// values are columns of equal length (lists, rank-1 tensors or rank-1 strings); columns without names are "0", "1", …
#ifndef FLAVOR_VALUE_H
#define FLAVOR_VALUE_H

#include "version.h"

FLAVOR_BEGIN
FLAVOR_NULLABILITY_BEGIN

#define FLAVOR_MAX_DEPTH 128
#define FLAVOR_MAX_RANK 32

/// UTF-8 text, or plain bytes where a comment says so. `data` may be null only when `size` is 0.
typedef struct flavor_string {
    const char *FLAVOR_NULLABLE data;
    uint64_t size;
} flavor_string;
FLAVOR_OFFSET(flavor_string, data, 0);
FLAVOR_OFFSET(flavor_string, size, 8);
FLAVOR_FROZEN(flavor_string, 16);

/// Kinds of values.
enum {
    FLAVOR_KIND_NULL = 0,
    FLAVOR_KIND_BOOL = 1,
    FLAVOR_KIND_INT64 = 2,
    FLAVOR_KIND_DOUBLE = 3,
    /// Nanoseconds since 1970-01-01T00:00:00, without a time zone.
    FLAVOR_KIND_DATETIME = 4,
    FLAVOR_KIND_STRING = 5,
    /// Large ones that should not be copied travel as a rank-1 tensor of uint8 with an owner.
    FLAVOR_KIND_BYTES = 6,
    FLAVOR_KIND_LIST = 7,
    FLAVOR_KIND_MAP = 8,
    FLAVOR_KIND_TENSOR = 9,
    FLAVOR_KIND_STRINGS = 10
};

/// Flags of values.
enum {
    /// On a map that is a table: the caller gave one row and expects one back.
    FLAVOR_VALUE_SINGLE_ROW = 1
};

typedef struct flavor_value flavor_value;
typedef struct flavor_entry flavor_entry;
typedef struct flavor_tensor flavor_tensor;
typedef struct flavor_strings flavor_strings;

/// Memory of the host that may outlive a call; see host.h. `data` and `size` never change while it lives. Only who got it
/// from `buffer_make` writes to it, until a tensor names it; one that came with a tensor is never written to.
typedef struct flavor_buffer {
    void *FLAVOR_NONNULL data;
    uint64_t size;
} flavor_buffer;
FLAVOR_OFFSET(flavor_buffer, data, 0);
FLAVOR_OFFSET(flavor_buffer, size, 8);
FLAVOR_FROZEN(flavor_buffer, 16);

/// One value. `kind` says which member of `as` holds.
struct flavor_value {
    uint32_t kind;
    uint32_t flags;
    union {
        /// 0 or 1.
        uint64_t boolean;
        int64_t int64;
        double float64;
        /// Text or bytes.
        flavor_string string;
        struct {
            const flavor_value *FLAVOR_NULLABLE items;
            uint64_t count;
        } list;
        /// Names are unique by their bytes; their order is kept.
        struct {
            const flavor_entry *FLAVOR_NULLABLE entries;
            uint64_t count;
        } map;
        const flavor_tensor *FLAVOR_NULLABLE tensor;
        const flavor_strings *FLAVOR_NULLABLE strings;
    } as;
};
FLAVOR_OFFSET(flavor_value, kind, 0);
FLAVOR_OFFSET(flavor_value, flags, 4);
FLAVOR_OFFSET(flavor_value, as, 8);
FLAVOR_OFFSET(flavor_value, as.list.count, 16);
FLAVOR_OFFSET(flavor_value, as.map.count, 16);
FLAVOR_FROZEN(flavor_value, 24);

/// One member of a map.
struct flavor_entry {
    flavor_string name;
    flavor_value value;
};
FLAVOR_OFFSET(flavor_entry, name, 0);
FLAVOR_OFFSET(flavor_entry, value, 16);
FLAVOR_FROZEN(flavor_entry, 40);

/// Element types of tensors, with DLPack's codes. Of INT and UINT there are 2, 4, 8, 16, 32 and 64 bits, of FLOAT 16, 32
/// and 64, of BFLOAT 16, of COMPLEX 64 and 128, of BOOL 8, and of the others what their names say; OPAQUE is not used.
enum {
    FLAVOR_DTYPE_INT = 0,
    FLAVOR_DTYPE_UINT = 1,
    FLAVOR_DTYPE_FLOAT = 2,
    FLAVOR_DTYPE_OPAQUE = 3,
    FLAVOR_DTYPE_BFLOAT = 4,
    FLAVOR_DTYPE_COMPLEX = 5,
    FLAVOR_DTYPE_BOOL = 6,
    FLAVOR_DTYPE_FLOAT8_E3M4 = 7,
    FLAVOR_DTYPE_FLOAT8_E4M3 = 8,
    FLAVOR_DTYPE_FLOAT8_E4M3B11FNUZ = 9,
    FLAVOR_DTYPE_FLOAT8_E4M3FN = 10,
    FLAVOR_DTYPE_FLOAT8_E4M3FNUZ = 11,
    FLAVOR_DTYPE_FLOAT8_E5M2 = 12,
    FLAVOR_DTYPE_FLOAT8_E5M2FNUZ = 13,
    FLAVOR_DTYPE_FLOAT8_E8M0FNU = 14,
    FLAVOR_DTYPE_FLOAT6_E2M3FN = 15,
    FLAVOR_DTYPE_FLOAT6_E3M2FN = 16,
    FLAVOR_DTYPE_FLOAT4_E2M1FN = 17
};

/// Devices, with DLPack's numbers. The core knows memory of the CPU only, whose `id` is 0.
enum { FLAVOR_DEVICE_CPU = 1 };

/// Flags of tensors.
enum {
    /// The memory must not be written to, even by who keeps it. The host sets it always; a receiver writes to none.
    FLAVOR_TENSOR_READ_ONLY = 1,
    /// int64 elements are nanoseconds since 1970-01-01T00:00:00, without a time zone.
    FLAVOR_TENSOR_DATETIME = 2
};

/// An array of numbers. The first 48 bytes are DLPack's `DLTensor`, field for field.
///
/// Row-major when `strides` is null; otherwise strides count elements and may not be negative; where they make elements
/// overlap, as a stride of 0 does, the elements take at most 1 GiB when laid out one by one. Elements of less than eight
/// bits are packed as DLPack packs them, the first in the low bits, and have no strides. The first element lies at `data +
/// byte_offset`: what the host passes is aligned to the element's size, up to sixteen bytes; what it receives may lie
/// anywhere. Without elements `data` may be null; the product of the extents above zero fits in 63 bits even then.
struct flavor_tensor {
    void *FLAVOR_NULLABLE data;
    struct {
        int32_t type;
        int32_t id;
    } device;
    /// The rank, at most FLAVOR_MAX_RANK.
    int32_t ndim;
    struct {
        uint8_t code;
        uint8_t bits;
        /// 1; vectors of elements are not used.
        uint16_t lanes;
    } dtype;
    /// [ndim] extents, none negative.
    const int64_t *FLAVOR_NULLABLE shape;
    /// [ndim], in elements, or null.
    const int64_t *FLAVOR_NULLABLE strides;
    uint64_t byte_offset;
    /// The buffer of the host that `data` points into, when whoever receives the tensor may retain it instead of copying;
    /// one that is not the host's is a fault. Once a tensor that names it was passed, nobody writes its bytes again.
    /// Elements that do not lie wholly inside it are copied. `shape`, `strides` and
    /// `validity` are copied always.
    const flavor_buffer *FLAVOR_NULLABLE owner;
    /// A bit for each element in row-major order, the first in the lowest bit: 1 is a value, 0 is null. Null: no nulls.
    const uint8_t *FLAVOR_NULLABLE validity;
    uint32_t flags;
    uint32_t reserved;
};
FLAVOR_OFFSET(flavor_tensor, data, 0);
FLAVOR_OFFSET(flavor_tensor, device, 8);
FLAVOR_OFFSET(flavor_tensor, device.type, 8);
FLAVOR_OFFSET(flavor_tensor, device.id, 12);
FLAVOR_OFFSET(flavor_tensor, ndim, 16);
FLAVOR_OFFSET(flavor_tensor, dtype, 20);
FLAVOR_OFFSET(flavor_tensor, dtype.code, 20);
FLAVOR_OFFSET(flavor_tensor, dtype.bits, 21);
FLAVOR_OFFSET(flavor_tensor, dtype.lanes, 22);
FLAVOR_OFFSET(flavor_tensor, shape, 24);
FLAVOR_OFFSET(flavor_tensor, strides, 32);
FLAVOR_OFFSET(flavor_tensor, byte_offset, 40);
FLAVOR_OFFSET(flavor_tensor, owner, 48);
FLAVOR_OFFSET(flavor_tensor, validity, 56);
FLAVOR_OFFSET(flavor_tensor, flags, 64);
FLAVOR_OFFSET(flavor_tensor, reserved, 68);
FLAVOR_FROZEN(flavor_tensor, 72);

/// An array of texts, row-major.
struct flavor_strings {
    /// As many as the product of `shape`.
    const flavor_string *FLAVOR_NULLABLE items;
    /// [rank] extents, none negative.
    const int64_t *FLAVOR_NULLABLE shape;
    int32_t rank;
    uint32_t flags;
    /// As in a tensor.
    const uint8_t *FLAVOR_NULLABLE validity;
};
FLAVOR_OFFSET(flavor_strings, items, 0);
FLAVOR_OFFSET(flavor_strings, shape, 8);
FLAVOR_OFFSET(flavor_strings, rank, 16);
FLAVOR_OFFSET(flavor_strings, flags, 20);
FLAVOR_OFFSET(flavor_strings, validity, 24);
FLAVOR_FROZEN(flavor_strings, 32);

FLAVOR_NULLABILITY_END
FLAVOR_END

#endif
