/// The header's version and the few macros that the other headers share.
#ifndef FLAVOR_VERSION_H
#define FLAVOR_VERSION_H

#include <stddef.h>
#include <stdint.h>

#if UINTPTR_MAX != UINT64_MAX
#error "flavor.h supports 64-bit platforms only"
#endif

/// The number in the entry's name. A plug-in and a host that differ in it do not know each other; within a number the
/// contract only grows (flavor.h).
#define FLAVOR_HEADER_VERSION 1

#ifdef __cplusplus
#define FLAVOR_STATIC_ASSERT(condition, text) static_assert(condition, text)
#define FLAVOR_BEGIN extern "C" {
#define FLAVOR_END }
#else
#define FLAVOR_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define FLAVOR_BEGIN
#define FLAVOR_END
#endif

/// Fixes a field's place for good.
#define FLAVOR_OFFSET(type, field, bytes) \
    FLAVOR_STATIC_ASSERT(offsetof(type, field) == (bytes), #type "." #field " must stay at byte " #bytes)
/// Fixes the size of a struct that never grows.
#define FLAVOR_FROZEN(type, bytes) FLAVOR_STATIC_ASSERT(sizeof(type) == (bytes), #type " must stay " #bytes " bytes")

/// Whether the maker of a struct knew a field and the field lies wholly inside the size it gave.
#define FLAVOR_HAS(pointer, type, field) \
    ((pointer)->struct_size >= offsetof(type, field) + sizeof((pointer)->field))

/// On what a library exports, whatever it hides otherwise.
#define FLAVOR_EXPORT __attribute__((visibility("default")))

#if defined(__clang__)
#define FLAVOR_NONNULL _Nonnull
#define FLAVOR_NULLABLE _Nullable
#define FLAVOR_NULLABILITY_BEGIN \
    _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wnullability-extension\"")
#define FLAVOR_NULLABILITY_END _Pragma("clang diagnostic pop")
#else
#define FLAVOR_NONNULL
#define FLAVOR_NULLABLE
#define FLAVOR_NULLABILITY_BEGIN
#define FLAVOR_NULLABILITY_END
#endif

#endif
