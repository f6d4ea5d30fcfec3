/// The contract between a model host and its flavors.
///
/// A flavor is a shared library that saves, loads and predicts with one kind of machine-learning model. It exports one
/// symbol, `flavor_plugin_v1` (plugin.h), imports none of the host's, and gets the host's services as a table (host.h).
/// What travels are values (value.h); a piece of work carries cancellation and deadline (call.h) and gives its results
/// to a sink (sink.h).
///
/// Growth
///   This is version 1. What is in it keeps its place and its meaning for good; it grows in these ways only.
///   1. A struct that is passed by pointer begins with `struct_size`, the size its maker knew, and may gain fields at its
///      end. None is shorter than version 1 (of an ability: its revision) made it, up to the last field that is asserted
///      there; beyond that, smaller and larger than one's own are both legal. A reader uses only fields that lie wholly
///      inside the size and takes the others as zero; a field that was added means nothing when it is zero. Structs that
///      sit in arrays (values, entries, tensors, strings) and buffers have no size and never change. Fields called
///      `reserved` are zero and are not read, except in a value. Once a table is handed over nothing in it changes.
///   2. What goes beyond this core is an ability, looked up on either side by a string id with a revision, such as
///      "flavor.export/1". A revision's table grows as any struct does; what could not be read as before gets the next
///      revision, beside the old one. Revision 0 is a draft, which may change or go. Ids that begin with "flavor." are
///      this header's; those of others begin with a domain name turned round: "org.example.batching/1".
///   3. Statuses are these and no others. A new kind of value, mode, flag, data type or device has an ability's id and is
///      used only towards who answers `ability` with that id, or was asked for it; whoever else meets it refuses it with
///      FLAVOR_UNIMPLEMENTED or FLAVOR_INVALID_ARGUMENT. A level of the log that is not known is an error's. Maps that are
///      emitted and the descriptor may gain members; unknown ones are ignored.
///
/// Ownership
///   1. What is passed is borrowed until the call returns; who keeps something copies it.
///   2. What is returned (tables, descriptors) belongs to who returned it, for as long as its comment says.
///   3. Memory that must outlive a call without a copy is a buffer of the host; a tensor that names it as `owner` may
///      be kept by the host. No allocator crosses the boundary.
///
/// Errors
///   A function that can fail returns a status. Before it returns one that is not FLAVOR_OK it calls `host->fail` once,
///   with one line that says what, where, expected, found, and what to do, unless the status is one that a function of
///   "flavor.host.models/1" just returned, or it ends because `cancelled` said so. No exception may cross the boundary.
///
/// Tags
///   [any-thread]      may be called from every thread, also several at once.
///   [call-thread]     of a plug-in: called by the host on a thread that may block and has 4 MB of its stack left or more: one
///                     of the host's own, or that of whoever asked the host, not always the same. Of the host: called
///                     by a plug-in during a call, on any thread of that call's work that may block and has 512 KB of
///                     its stack left.
///   [one-at-a-time]   no other function of the plug-in that has this tag runs meanwhile, of whatever table.
///   [per-model]       as the descriptor's `concurrency` says. "serial": nothing else with this tag or [one-at-a-time] runs
///                     meanwhile in the plug-in. "serial-per-model": nothing else with this tag on the same model.
///                     "reentrant": free.
///   Along one chain of calls (a model that another asks to answer the same request) the outer function waits in the host
///   while the inner one runs, perhaps on another thread. A function that was told to stop, and is no longer waited for,
///   counts as ended where it is one along the chain.
///
/// The process
///   It is not the plug-in's alone. A plug-in leaves as it found them: the working directory, the locale, the umask, signal
///   handlers, and of a thread that it is called on the floating-point modes (which are the caller's), the signal mask and
///   the name. Variables of the environment that only its own libraries read it may set in its entry. It writes nothing to
///   the standard streams; `host->log` is for that. It never ends the process. A library stays mapped to the end of the
///   process, and nothing is called then: what must be kept is written before a function returns. A host that ends by `exit`
///   has the destructors of libraries run: outside a call, and without a head start, no thread should be at work in them.
///
/// Strings are UTF-8 with a size and need no closing zero. Numbers are in the machine's own byte order; only 64-bit
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
#include "flavor/abilities/head_start.h"
#include "flavor/abilities/describe.h"
#include "flavor/abilities/plan.h"
#include "flavor/abilities/export.h"
#include "flavor/access.h"

#endif
