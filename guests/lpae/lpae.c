/* Long descriptors: blocks and pages, access flag, permissions, execute never, two table bases. */
#include "guest.h"

#define TABLE 3ull
#define PAGE 3ull
#define BLOCK 1ull
#define AF (1ull << 10)
#define USER (1ull << 6)
#define READ_ONLY (1ull << 7)
#define INNER (3ull << 8)
#define NORMAL 0ull
#define DEVICE (1ull << 2)
#define XN (1ull << 54)
#define WINDOW 0x50000000u
#define PAGES 64

static u64 *level1 = (u64 *)free_memory;
static u64 *low2 = (u64 *)(free_memory + 0x1000);
static u64 *ram2 = (u64 *)(free_memory + 0x2000);
static u64 *level3 = (u64 *)(free_memory + 0x3000);
static u64 *high1 = (u64 *)(free_memory + 0x4000);
static u64 *high2 = (u64 *)(free_memory + 0x5000);
static u8 *pool = free_memory + 0x10000;
static u32 made, accessed, quiet;

static void map(u32 page, u64 flags) {
  level3[page] = ((u32)pool + page * 4096) | PAGE | INNER | flags;
  flush_page(WINDOW + page * 4096);
}

void exception(u32 kind, struct frame *frame) {
  u32 status, address;
  if (kind != DATA_ABORT && kind != PREFETCH_ABORT) unexpected(kind, frame);
  if (kind == DATA_ABORT) {
    MRC(status, 0, c5, c0, 0);
    MRC(address, 0, c6, c0, 0);
  } else {
    MRC(status, 0, c5, c0, 1);
    MRC(address, 0, c6, c0, 2);
  }
  if (!quiet) print("%s abort at %x, status %x\n", kind == DATA_ABORT ? "data" : "prefetch", address, status);
  u32 page = (address - WINDOW) >> 12;
  switch (status & 0x3f) {
    case 7: /* translation, third level: made without access flag */
      map(page, 0);
      made++;
      return;
    case 11: /* access flag, third level */
      map(page, AF);
      accessed++;
      return;
    case 15: /* permission, third level */
      if (kind == PREFETCH_ABORT) {
        map(page, AF);
        return;
      }
      frame->pc += 4;
      return;
    case 5: /* translation, first and second level */
    case 6:
      frame->r[0] = 0xbad;
      frame->pc += 4;
      return;
  }
  unexpected(kind, frame);
}

static void write64(u32 n, u64 *table) {
  u32 low = (u32)table;
  if (n) {
    __asm__ volatile("mcrr p15, 1, %0, %1, c2" ::"r"(low), "r"(0) : "memory");
  } else {
    __asm__ volatile("mcrr p15, 0, %0, %1, c2" ::"r"(low), "r"(0) : "memory");
  }
}

static void unmap(u32 page) {
  level3[page] = 0;
  flush_page(WINDOW + page * 4096);
}

int main(void) {
  for (u32 i = 0; i < 512 * 6; i++) level1[i] = 0;
  level1[0] = (u32)low2 | TABLE;
  level1[1] = (u32)ram2 | TABLE;
  low2[0x08000000 >> 21] = 0x08000000ull | BLOCK | AF | DEVICE | XN;
  low2[0x09000000 >> 21] = 0x09000000ull | BLOCK | AF | DEVICE | XN;
  for (u32 i = 0; i < 4; i++) ram2[i] = (0x40000000ull + (u64)i * 0x200000) | BLOCK | AF | INNER;
  ram2[(WINDOW - 0x40000000u) >> 21] = (u32)level3 | TABLE;
  high1[3] = (u32)high2 | TABLE;
  high2[0] = 0x40000000ull | BLOCK | AF | INNER; /* 0xc0000000 by TTBR1 */
  MCR(0x000000ff, 0, c10, c2, 0);                /* MAIR0: normal write back; strongly ordered */
  MCR(0x80010000u, 0, c2, c0, 2);                /* TTBCR: EAE, T1SZ = 1 */
  write64(0, level1);
  write64(1, high1 + 2); /* of 2 GB */
  mmu_on();
  print("paging is on\n");

  store(WINDOW + 0x10, 0x1234);
  print("first page %x\n", load(WINDOW + 0x10));
  quiet = 1;
  u32 sum = walk_window(WINDOW, PAGES, unmap);
  quiet = 0;
  print("%d pages made, %d accessed, sum %x\n", made, accessed, sum);

  print("upper half %d\n", load(0xc0010000u) == REG(0x40010000u));
  map(1, AF | READ_ONLY);
  print("read only %x\n", load(WINDOW + 0x1000));
  store(WINDOW + 0x1000, 1);
  print("no second level %x\n", load(0x60000000u));
  print("no first level %x\n", load(0x80000000u));

  map(3, AF);
  store(WINDOW + 0x3000, 0xe3a0002au); /* mov r0, #42 */
  store(WINDOW + 0x3004, 0xe12fff1eu); /* bx lr */
  MCR(WINDOW + 0x3000, 0, c7, c5, 1);
  map(3, AF | XN);
  print("executed %d\n", ((u32(*)(void))(WINDOW + 0x3000))());
  return 0;
}
