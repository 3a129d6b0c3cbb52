/* Accesses of every width at every offset around a page border behind which another physical page lies, or none. */
#include "guest.h"

#define SECTION 0x00001c0eu /* normal memory, full access */
#define DEVICE 0x00000c06u
#define PAGE 0x0000007eu /* small page, normal memory, full access */
#define WINDOW 0x50000000u

static u32 *level1 = (u32 *)free_memory;
static u32 *level2 = (u32 *)(free_memory + 0x4000);
static u32 faults, first_fault, fault_status, fault_address;

void exception(u32 kind, struct frame *frame) {
  if (kind != DATA_ABORT) unexpected(kind, frame);
  MRC(fault_status, 0, c5, c0, 0);
  MRC(fault_address, 0, c6, c0, 0);
  if (!faults++) first_fault = fault_address;
  frame->r[2] = 0; /* unknown where part of a load was done */
  frame->r[3] = 0;
  frame->pc += 4;
}

#define ACCESS(name, text, clobbers...)                                               \
  __attribute__((noinline)) static u32 name(u32 at, u32 value) {                      \
    register u32 r0 __asm__("r0") = at;                                               \
    register u32 r1 __asm__("r1") = value;                                            \
    __asm__ volatile(text : "+r"(r0), "+r"(r1)::"memory", "r2", "r3", ##clobbers);    \
    return r1;                                                                        \
  }
ACCESS(ldr, "ldr r1, [r0]")
ACCESS(ldrh, "ldrh r1, [r0]")
ACCESS(ldrsh, "ldrsh r1, [r0]")
ACCESS(str, "str r1, [r0]")
ACCESS(strh, "strh r1, [r0]")
ACCESS(ldrd, "mov r2, #0\n mov r3, #0\n ldrd r2, r3, [r0]\n eor r1, r2, r3, ror #1")
ACCESS(ldm, "mov r2, #0\n mov r3, #0\n ldm r0, {r2, r3}\n eor r1, r2, r3, ror #1")
ACCESS(stm, "mvn r2, r1\n stm r0, {r1, r2}")
ACCESS(vld1, "vmov.i32 d0, #0\n vld1.8 {d0}, [r0]\n vmov r2, r3, d0\n eor r1, r2, r3, ror #1", "d0")
ACCESS(vst1, "vdup.32 d0, r1\n vst1.8 {d0}, [r0]", "d0")
ACCESS(ldrex, "ldrex r1, [r0]")

static void run(const char *name, u32 (*access)(u32, u32), u32 step) {
  u32 sum = 0;
  faults = 0;
  first_fault = 0;
  for (u32 round = 0; round < 30; round++) {
    for (u32 at = 0xfe8; at <= 0x1010; at += step) {
      sum = sum * 3 + access(WINDOW + at, (at + round) * 0x01030507u);
    }
  }
  print("%s %x, %d faults, first at %x, status %x\n", name, sum, faults, first_fault, fault_status);
}

static u32 check(void) {
  u32 sum = 0;
  for (u32 i = 0; i < 0x40; i++) sum = sum * 31 + *(volatile u8 *)(WINDOW + 0xfe0 + i);
  return sum;
}

static void all(void) {
  fault_status = 0;
  run("ldr", ldr, 1);
  run("ldrh", ldrh, 1);
  run("ldrsh", ldrsh, 1);
  run("str", str, 1);
  run("strh", strh, 1);
  run("ldrd", ldrd, 4);
  run("ldm", ldm, 4);
  run("stm", stm, 4);
  run("vld1", vld1, 1);
  run("vst1", vst1, 1);
}

int main(void) {
  for (u32 i = 0; i < 4096; i++) level1[i] = 0;
  for (u32 i = 0; i < 256; i++) level2[i] = 0;
  for (u32 i = 0x400; i < 0x408; i++) level1[i] = i << 20 | SECTION;
  level1[0x080] = 0x08000000u | DEVICE;
  level1[0x090] = 0x09000000u | DEVICE;
  level1[WINDOW >> 20] = (u32)level2 | 1;
  level2[0] = (u32)(free_memory + 0x9000) | PAGE;
  level2[1] = (u32)(free_memory + 0x6000) | PAGE; /* lies before the other */
  MCR(1, 0, c3, c0, 0);
  MCR(0, 0, c2, c0, 2);
  MCR(level1, 0, c2, c0, 0);
  mmu_on();
  for (u32 i = 0; i < 0x40; i++) *(volatile u8 *)(WINDOW + 0xfe0 + i) = (u8)(i * 7 + 1);

  print("both pages there\n");
  all();
  print("bytes %x\n", check());
  run("ldrex", ldrex, 1);
  run("ldm at odd addresses", ldm, 3);

  print("alignment checked\n");
  u32 sctlr;
  MRC(sctlr, 0, c1, c0, 0);
  MCR(sctlr | 2, 0, c1, c0, 0);
  ISB();
  all();
  MCR(sctlr, 0, c1, c0, 0);
  ISB();
  print("bytes %x\n", check());

  print("no second page\n");
  u32 entry = level2[1];
  level2[1] = 0;
  flush_page(WINDOW + 0x1000);
  all();
  level2[1] = entry;
  DSB();
  print("bytes %x\n", check());
  return 0;
}
