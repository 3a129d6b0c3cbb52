/* A record across two pages whose frames do not lie side by side, and change places now and then. */
#include "guest.h"

#define SECTION 0x00000402u /* AP privileged only, domain 0 */
#define WINDOW 0x50000000u
#define RW 0x032u /* small page, AP full access */
#define ROUNDS 300000

struct record {
  u32 count, sum, mixed;
  u16 half;
  u8 byte, other;
  u32 last[4];
};

static u32 *level1 = (u32 *)free_memory;
static u32 *level2 = (u32 *)(free_memory + 0x4000);
static u8 *pool = free_memory + 0x8000;

void exception(u32 kind, struct frame *frame) {
  unexpected(kind, frame);
}

static void map(u32 page, u32 frame) {
  level2[page] = ((u32)pool + frame * 4096) | RW;
  flush_page(WINDOW + page * 4096);
}

/* Loads and stores near each other, in one block. */
static __attribute__((noinline)) void update(struct record *r, u32 i) {
  r->count += 1;
  r->sum += i ^ r->last[3];
  r->mixed = (r->mixed << 5 | r->mixed >> 27) ^ r->sum;
  r->half += r->mixed;
  r->byte ^= r->half;
  r->other += r->byte;
  r->last[i & 3] = r->mixed + r->other;
  r->last[3] ^= r->last[0] + r->count;
}

static u32 digest(const struct record *r) {
  return r->count ^ r->sum * 3 ^ r->mixed * 5 ^ r->half ^ r->byte << 7 ^ r->other << 15 ^ r->last[0] ^ r->last[1] * 7 ^
         r->last[2] * 9 ^ r->last[3] * 11;
}

/* How far before the end of a page the record begins. */
static void at(u32 before) {
  struct record *r = (struct record *)(WINDOW + 0x1000 - before);
  for (u32 frame = 0; frame < 4; frame++) {
    for (u32 i = 0; i < 1024; i++) ((volatile u32 *)(pool + frame * 4096))[i] = frame;
  }
  u32 all = 0;
  for (u32 i = 0; i < ROUNDS; i++) {
    if (i % 50000 == 0) {
      u32 turn = i / 50000;
      map(0, turn & 1 ? 3 : 2);
      map(1, turn & 2 ? 1 : 0);
      all = all * 31 + digest(r);
    }
    update(r, i);
  }
  print("%d bytes before the end of a page: %x\n", before, all * 31 + digest(r));
}

int main(void) {
  for (u32 i = 0; i < 4096; i++) level1[i] = 0;
  for (u32 i = 0; i < 256; i++) level2[i] = 0;
  for (u32 i = 0x400; i < 0x408; i++) level1[i] = i << 20 | SECTION;
  level1[0x080] = 0x08000000u | SECTION;
  level1[0x090] = 0x09000000u | SECTION;
  level1[WINDOW >> 20] = (u32)level2 | 1;
  MCR(1, 0, c3, c0, 0); /* DACR: domain 0 is a client */
  MCR(0, 0, c2, c0, 2); /* TTBCR */
  MCR(level1, 0, c2, c0, 0);
  mmu_on();
  at(32);
  at(20);
  at(14 + 2);
  at(4);
  return 0;
}
