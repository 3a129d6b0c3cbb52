/* Code that is written over: A32 and T32, across a page border, and by itself while it runs. */
#include "guest.h"

#define MOV_R0(n) (0xe3a00000u | (n)) /* mov r0, #n */
#define ADD_R0(n) (0xe2800000u | (n)) /* add r0, r0, #n */
#define BX_LR 0xe12fff1eu

void exception(u32 kind, struct frame *frame) { unexpected(kind, frame); }

static void synchronize(volatile void *at) {
  MCR(at, 0, c7, c11, 1); /* DCCMVAU */
  DSB();
  MCR(at, 0, c7, c5, 1); /* ICIMVAU */
  DSB();
  ISB();
}

static void write32(u32 *at, u32 code) {
  *(volatile u32 *)at = code;
  synchronize(at);
}

static void write16(u16 *at, u32 code) {
  *(volatile u16 *)at = (u16)code;
  synchronize(at);
}

static u32 call(u32 entry) { return ((u32(*)(void))entry)(); }

static u32 arm(void) {
  u32 *code = (u32 *)free_memory;
  u32 sum = 0;
  write32(code + 1, BX_LR);
  for (u32 i = 0; i < 3000; i++) {
    if (i % 7 == 0) write32(code, MOV_R0(i & 255));
    sum = sum * 3 + call((u32)code);
  }
  return sum;
}

static u32 thumb(void) {
  u16 *code = (u16 *)(free_memory + 0x100);
  u32 sum = 0;
  write16(code + 1, 0x4770); /* bx lr */
  for (u32 i = 0; i < 3000; i++) {
    if (i % 5 == 0) write16(code, 0x2000 | (i & 255)); /* movs r0, #i */
    sum = sum * 3 + call((u32)code | 1);
  }
  return sum;
}

/* Sixteen instructions of which eight are on either page. */
static u32 across(void) {
  u32 *code = (u32 *)(free_memory + 0x2000 - 32);
  u32 sum = 0;
  write32(code, MOV_R0(0));
  for (u32 i = 1; i < 15; i++) write32(code + i, ADD_R0(1));
  write32(code + 15, BX_LR);
  for (u32 i = 0; i < 3000; i++) {
    if (i % 9 == 0) write32(code + 1 + i % 14, ADD_R0(i & 255));
    sum = sum * 3 + call((u32)code);
  }
  return sum;
}

/* A four-byte instruction with two bytes on either page: movw r0, #imm16. */
static u32 straddling(void) {
  u16 *code = (u16 *)(free_memory + 0x3000 - 2);
  u32 sum = 0;
  write16(code, 0xf240);
  write16(code + 1, 0);
  write16(code + 2, 0x4770);
  for (u32 i = 0; i < 3000; i++) {
    if (i % 6 == 0) write16(code + 1, i & 255);
    if (i % 10 == 0) write16(code, 0xf240 | (i & 15));
    sum = sum * 3 + call((u32)code | 1);
  }
  return sum;
}

/* A loop that replaces one of its own instructions in every round. */
__attribute__((noinline)) static u32 itself(u32 rounds) {
  u32 sum;
  __asm__ volatile(
      "   mov     r2, #0\n"
      "   adr     r3, 1f\n"
      "   ldr     r5, =0xe2822000\n" /* add r2, r2, #0 */
      "0: and     r4, %1, #255\n"
      "   orr     r4, r4, r5\n"
      "   str     r4, [r3]\n"
      "   mcr     p15, 0, r3, c7, c11, 1\n"
      "   dsb\n"
      "   mcr     p15, 0, r3, c7, c5, 1\n"
      "   dsb\n"
      "   isb\n"
      "   add     r2, r2, r2, lsl #2\n"
      "1: nop\n"
      "   subs    %1, %1, #1\n"
      "   bne     0b\n"
      "   mov     %0, r2\n"
      "   b       2f\n"
      "   .ltorg\n"
      "2:\n"
      : "=r"(sum), "+r"(rounds)
      :
      : "r2", "r3", "r4", "r5", "cc", "memory");
  return sum;
}

int main(void) {
  print("A32 %x\n", arm());
  print("T32 %x\n", thumb());
  print("two pages %x\n", across());
  print("in the middle of an instruction %x\n", straddling());
  print("itself %x\n", itself(2000));
  return 0;
}
