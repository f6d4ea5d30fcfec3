/// The contract between a model host and its flavors.
///
/// A flavor is a shared library that saves, loads and predicts with one kind of machine-learning model. It exports one
/// symbol, `flavor_plugin_v0` (plugin.h), imports none of the host's, and gets the host's services as a table (host.h).
/// What travels are values (value.h); a piece of work carries cancellation and deadline (call.h) and gives its results
/// to a sink (sink.h).
///
/// Growth
///   A struct that is passed by pointer begins with `struct_size`, the size its maker knew. A reader uses only fields
///   that lie wholly inside that size and takes the others as zero; smaller and larger than its own are both legal.
///   Structs that sit in arrays (values, entries, tensors, strings) have no size and never change. What goes beyond
///   this core is an ability, looked up on either side by a string id with a revision, such as "flavor.export/1".
///
/// Ownership
///   1. What is passed is borrowed until the call returns; who keeps something copies it.
///   2. What is returned (tables, descriptors) belongs to who returned it, for as long as its comment says.
///   3. Memory that must outlive a call without a copy is a buffer of the host; a tensor that names it as `owner` may
///      be kept by the host. No allocator crosses the boundary.
///
/// Errors
///   A function that can fail returns a status. Before it returns one that is not FLAVOR_OK it calls `host->fail` once,
///   with one line that says what, where, expected, found, and what to do. No exception may cross the boundary.
///
/// Tags
///   [any-thread]      may be called from every thread, also several at once.
///   [call-thread]     of a plug-in: called by the host on a thread with a stack of 8 MB, which may block: one of the host's
///                     own, or that of whoever asked the host. Of the host: called by a plug-in during a call, on any
///                     thread of that call's work that may block.
///   [one-at-a-time]   no other function of the same table that has this tag runs meanwhile, unless along one chain of
///                     calls (a model that is asked by another to answer the same request).
///   [per-model]       as the descriptor's `concurrency` says: one at a time in the plug-in, in the model, or free.
///
/// Strings are UTF-8 with a size and need no closing zero. Integers are little-endian as the machine's own; only 64-bit
/// platforms are supported.
#ifndef FLAVOR_H
#define FLAVOR_H

#include "flavor/version.h"
#include "flavor/status.h"
#include "flavor/value.h"
#include "flavor/call.h"
#include "flavor/sink.h"
#include "flavor/host.h"
#include "flavor/plugin.h"
#include "flavor/abilities/models.h"
#include "flavor/abilities/describe.h"
#include "flavor/abilities/plan.h"
#include "flavor/abilities/export.h"
#include "flavor/access.h"

#endif
