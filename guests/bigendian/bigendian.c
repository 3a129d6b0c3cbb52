/* Big-endian data by SETEND: every width, several registers, exclusives, across exceptions. */
#include "guest.h"

static u32 seen;

void exception(u32 kind, struct frame *frame) {
  if (kind != SUPERVISOR) unexpected(kind, frame);
  u32 cpsr;
  __asm__ volatile("mrs %0, cpsr" : "=r"(cpsr));
  seen = (frame->cpsr >> 9 & 1) << 4 | (cpsr >> 9 & 1);
}

static u32 data[64] __attribute__((aligned(16)));

/* Bytes 0 to 3 of a word, read big-endian and little-endian, added up in a loop. */
__attribute__((noinline)) static u32 mixed(u32 rounds) {
  u32 sum = 0;
  __asm__ volatile(
      "0: setend  be\n"
      "   ldr     r2, [%2]\n"
      "   ldrh    r3, [%2, #2]\n"
      "   ldrsh   r4, [%2, #6]\n"
      "   setend  le\n"
      "   ldr     r5, [%2]\n"
      "   add     %0, %0, r2, ror #3\n"
      "   add     %0, %0, r3\n"
      "   eor     %0, %0, r4, lsl #7\n"
      "   eor     %0, %0, r5\n"
      "   setend  be\n"
      "   str     %0, [%2, #4]\n"
      "   strh    %0, [%2]\n"
      "   subs    %1, %1, #1\n"
      "   bne     0b\n"
      "   setend  le\n"
      : "+r"(sum), "+r"(rounds)
      : "r"(data)
      : "r2", "r3", "r4", "r5", "cc", "memory");
  return sum;
}

int main(void) {
  u32 a, b, c, d, failed;
  data[0] = 0x03020100;
  data[1] = 0x07060504;
  data[2] = 0x8b8a8988;
  __asm__ volatile("setend be\n ldr %0, [%3]\n ldrh %1, [%3, #2]\n ldrsh %2, [%3, #8]\n setend le"
                   : "=&r"(a), "=&r"(b), "=&r"(c) : "r"(data) : "memory");
  print("ldr %x ldrh %x ldrsh %x\n", a, b, c);
  __asm__ volatile("setend be\n ldrd r4, r5, [%4]\n ldm %4, {r6, r7}\n setend le\n"
                   "mov %0, r4\n mov %1, r5\n mov %2, r6\n mov %3, r7"
                   : "=r"(a), "=r"(b), "=r"(c), "=r"(d) : "r"(data) : "r4", "r5", "r6", "r7", "memory");
  print("ldrd %x %x ldm %x %x\n", a, b, c, d);
  __asm__ volatile("setend be\n str %0, [%1, #16]\n strh %0, [%1, #20]\n strb %0, [%1, #22]\n"
                   "push {r4-r5}\n mov r4, %0\n mov r5, #5\n strd r4, r5, [%1, #24]\n pop {r4-r5}\n setend le"
                   ::"r"(0x11223344), "r"(data) : "memory");
  print("stored %x %x %x %x\n", data[4], data[5], data[6], data[7]);
  __asm__ volatile("setend be\n ldrex %0, [%2]\n add %0, %0, #1\n strex %1, %0, [%2]\n setend le"
                   : "=&r"(a), "=&r"(failed) : "r"(data) : "memory");
  print("ldrex %x, failed %d, now %x\n", a, failed, data[0]);
  __asm__ volatile("setend be\n ldrexd r4, r5, [%3]\n add r5, r5, #1\n strexd %2, r4, r5, [%3]\n setend le\n"
                   "mov %0, r4\n mov %1, r5"
                   : "=&r"(a), "=&r"(b), "=&r"(failed) : "r"(data) : "r4", "r5", "memory");
  print("ldrexd %x %x, failed %d, now %x %x\n", a, b, failed, data[0], data[1]);
  __asm__ volatile("setend be\n vldr d0, [%2]\n vld1.16 {d1}, [%2]\n setend le\n"
                   "vmov %0, s0\n vmov %1, s2" : "=r"(a), "=r"(b) : "r"(data) : "d0", "d1", "memory");
  print("vldr %x vld1.16 %x\n", a, b);
  __asm__ volatile("setend be\n svc #0\n mrs %0, cpsr\n setend le" : "=r"(a)::"lr", "memory");
  print("svc saw %x, after it E is %d\n", seen, a >> 9 & 1);
  MRC(a, 0, c1, c0, 0);
  MCR(a | 1 << 25, 0, c1, c0, 0); /* SCTLR.EE: exceptions start big-endian */
  ISB();
  u32 ee;
  MRC(ee, 0, c1, c0, 0);
  MCR(a, 0, c1, c0, 0);
  ISB();
  print("EE can be set: %d\n", ee >> 25 & 1);
  print("mixed %x\n", mixed(3000));
  print("data %x %x\n", data[0], data[1]);
  return 0;
}
