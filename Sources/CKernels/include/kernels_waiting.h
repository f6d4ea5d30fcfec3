#ifndef KERNELS_WAITING_H
#define KERNELS_WAITING_H

#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/* Tells the processor that this thread watches memory that another one will write. */
static inline void kernels_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Sleeps while *word is `value`, until kernels_wake; may also return for no reason. Linux's futex, within a process. */
void kernels_sleep(const void *word, uint32_t value);

/* Wakes every thread that sleeps on a word. */
void kernels_wake(const void *word);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
