/* Short descriptors: pages made on demand, domains, permissions, execute never, ASIDs. */
#include "guest.h"

#define SECTION 0x00000402u /* AP privileged only, domain 0 */
#define SECTION_USER 0x00000c02u
#define WINDOW 0x50000000u
#define PAGES 64

static u32 *level1 = (u32 *)free_memory;
static u32 *level2 = (u32 *)(free_memory + 0x4000);
static u8 *pool = free_memory + 0x8000;
static u32 made, quiet;

static void map(u32 page, u32 flags) {
  level2[page] = ((u32)pool + page * 4096) | flags;
  flush_page(WINDOW + page * 4096);
}

#define RW 0x032u /* small page, AP full access */
#define PRIVILEGED 0x012u
#define READ_ONLY 0x232u
#define XN 1u

static void abort_at(const char *what, u32 status, u32 address, struct frame *frame) {
  if (quiet) return;
  print("%s abort at %x, status %x, mode %x\n", what, address, status, frame->cpsr & 31);
}

void exception(u32 kind, struct frame *frame) {
  u32 status, address, dacr;
  if (kind == SUPERVISOR) { /* back from user mode */
    frame->cpsr = (frame->cpsr & ~31u) | 0x13;
    return;
  }
  if (kind == DATA_ABORT) {
    MRC(status, 0, c5, c0, 0);
    MRC(address, 0, c6, c0, 0);
    abort_at("data", status, address, frame);
    switch (status & 0x40f) {
      case 7: /* translation, second level */
        map((address - WINDOW) >> 12, RW);
        made++;
        return;
      case 9: /* domain, first level */
      case 11:
        MRC(dacr, 0, c3, c0, 0);
        MCR(dacr | 4, 0, c3, c0, 0);
        ISB();
        return;
      case 13: /* permission */
      case 15:
      case 5: /* translation, first level */
        frame->r[0] = 0xbad;
        frame->pc += 4;
        return;
    }
  }
  if (kind == PREFETCH_ABORT) {
    MRC(status, 0, c5, c0, 1);
    MRC(address, 0, c6, c0, 2);
    abort_at("prefetch", status, address, frame);
    if ((status & 0x40f) == 15) {
      map((address - WINDOW) >> 12, RW);
      return;
    }
  }
  unexpected(kind, frame);
}

static u32 user_load(u32 va) {
  register u32 r0 __asm__("r0") = va;
  __asm__ volatile("cps #0x10\n ldr r0, [r0]\n svc #0" : "+r"(r0)::"memory", "lr");
  return r0;
}

static void unmap(u32 page) {
  level2[page] = 0;
  flush_page(WINDOW + page * 4096);
}

int main(void) {
  for (u32 i = 0; i < 4096; i++) level1[i] = 0;
  for (u32 i = 0; i < 256; i++) level2[i] = 0;
  for (u32 i = 0x400; i < 0x408; i++) level1[i] = i << 20 | SECTION_USER;
  level1[0x080] = 0x08000000u | SECTION;
  level1[0x090] = 0x09000000u | SECTION;
  level1[WINDOW >> 20] = (u32)level2 | 1;
  level1[0x600] = 0x40000000u | SECTION | 1 << 5; /* domain 1 */
  MCR(1, 0, c3, c0, 0);                            /* DACR: domain 0 is a client, others no access */
  MCR(0, 0, c2, c0, 2);                            /* TTBCR */
  MCR(level1, 0, c2, c0, 0);
  mmu_on();
  print("paging is on\n");

  store(WINDOW + 0x10, 0x1234);
  print("first page %x\n", load(WINDOW + 0x10));
  quiet = 1;
  u32 sum = walk_window(WINDOW, PAGES, unmap);
  quiet = 0;
  print("%d pages made, sum %x\n", made, sum);

  print("domain: %x\n", load(0x60010000u) == REG(0x40010000u));
  MCR(1, 0, c3, c0, 0);
  ISB();
  print("again: %x\n", load(0x60010004u) == REG(0x40010004u));

  map(1, READ_ONLY);
  print("read only: %x\n", load(WINDOW + 0x1000));
  store(WINDOW + 0x1000, 1);
  map(2, PRIVILEGED);
  print("privileged: %x\n", load(WINDOW + 0x2000));
  print("from user mode: %x\n", user_load(WINDOW + 0x2000));
  print("user page from user mode: %x\n", user_load(WINDOW + 0x10));
  print("nothing there: %x\n", load(0x70000000u));

  map(3, RW);
  store(WINDOW + 0x3000, 0xe3a0002au); /* mov r0, #42 */
  store(WINDOW + 0x3004, 0xe12fff1eu); /* bx lr */
  MCR(WINDOW + 0x3000, 0, c7, c5, 1);
  map(3, RW | XN);
  print("executed %d\n", ((u32(*)(void))(WINDOW + 0x3000))());

  /* Two address spaces that differ in one non-global page, told apart by their ASIDs. */
  u32 *other = level2 + 256;
  for (u32 i = 0; i < 256; i++) other[i] = level2[i];
  level2[4] = ((u32)pool + 4 * 4096) | RW | 0x800;
  other[4] = ((u32)pool + 5 * 4096) | RW | 0x800;
  flush_page(WINDOW + 4 * 4096);
  u32 *level1b = (u32 *)(free_memory + 0x100000);
  for (u32 i = 0; i < 4096; i++) level1b[i] = level1[i];
  level1b[WINDOW >> 20] = (u32)other | 1;
  REG((u32)pool + 4 * 4096) = 4;
  REG((u32)pool + 5 * 4096) = 5;
  sum = 0;
  for (u32 i = 0; i < 600; i++) {
    MCR(0, 0, c13, c0, 1); /* CONTEXTIDR: a reserved ASID on the way */
    ISB();
    MCR(i & 1 ? level1b : level1, 0, c2, c0, 0);
    ISB();
    MCR(1 + (i & 1), 0, c13, c0, 1);
    ISB();
    sum = sum * 3 + load(WINDOW + 4 * 4096);
  }
  print("address spaces %x\n", sum);
  return 0;
}
