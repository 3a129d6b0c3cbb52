/* What the workloads need of the machine beyond C. */
#ifndef BOARD_H
#define BOARD_H

#include "bench.h"
#include "guest.h"

/* Takes exceptions while it is set. */
extern void (*on_exception)(u32 kind, struct frame *frame);

/* The translation table in use: identity, but for what a workload puts at or above 0x50000000. */
extern u32 *const level1;

/* Descriptors of small pages, normal memory, for all modes; TABLE points to them. */
#define PAGE_RW 0x07eu
#define PAGE_RO 0x27eu
#define PAGE_OWN 0x800u /* of one address space */
#define TABLE 1u

/*
 * Calls program(argument) in user mode with a stack that ends at `stack`. Its SVC 0 must come to LEAVE_USER_MODE, by
 * r7 = 0.
 */
static inline void in_user_mode(void (*program)(u32), u32 argument, u32 stack) {
  register u32 r0 __asm__("r0") = argument;
  register void (*r1)(u32) __asm__("r1") = program;
  register u32 r2 __asm__("r2") = stack;
  __asm__ volatile("cps #0x1f\n mov sp, r2\n cps #0x10\n blx r1\n mov r7, #0\n svc #0"
                   : "+r"(r0), "+r"(r1), "+r"(r2)::"r3", "r7", "r12", "lr", "cc", "memory");
}

#define LEAVE_USER_MODE(frame) ((frame)->cpsr = ((frame)->cpsr & ~31u) | 0x13)

static inline u32 system_call(u32 number, u32 argument) {
  register u32 r0 __asm__("r0") = argument;
  register u32 r7 __asm__("r7") = number;
  __asm__ volatile("svc #0" : "+r"(r0) : "r"(r7) : "memory");
  return r0;
}

#endif
