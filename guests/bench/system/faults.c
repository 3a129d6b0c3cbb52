/*
 * Pages on demand: what is read first is the shared page of zeros, read only; what is written gets a page of its own with a
 * copy of it. Then all goes away again, as when a process ends.
 */
#include "board.h"

#define WINDOW 0x50000000u
#define PAGES 128

static u32 *level2, *zeros;
static u8 *pool;
static u32 reads, writes;

static void on_fault(u32 kind, struct frame *frame) {
  u32 status, address;
  if (kind != DATA_ABORT) unexpected(kind, frame);
  MRC(status, 0, c5, c0, 0);
  MRC(address, 0, c6, c0, 0);
  u32 page = (address - WINDOW) >> 12;
  if ((status & 0x40f) == 7 && !(status & 0x800)) {
    level2[page] = (u32)zeros | PAGE_RO;
    reads++;
  } else if ((status & 0x40f) == 7 || (status & 0x40f) == 15) {
    u32 *copy = (u32 *)(pool + page * 4096);
    for (u32 i = 0; i < 1024; i += 4) {
      copy[i] = zeros[i];
      copy[i + 1] = zeros[i + 1];
      copy[i + 2] = zeros[i + 2];
      copy[i + 3] = zeros[i + 3];
    }
    level2[page] = (u32)copy | PAGE_RW;
    writes++;
  } else {
    unexpected(kind, frame);
  }
  flush_page(address);
}

WORKLOAD(faults) {
  level2 = (u32 *)arena;
  zeros = (u32 *)(arena + 0x1000);
  pool = arena + 0x2000;
  for (u32 i = 0; i < 256; i++) level2[i] = 0;
  for (u32 i = 0; i < 1024; i++) zeros[i] = 0;
  level1[WINDOW >> 20] = (u32)level2 | TABLE;
  DSB();
  on_exception = on_fault;
  u32 checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 page = 0; page < PAGES; page++) {
      volatile u32 *word = (volatile u32 *)(WINDOW + page * 4096) + round % 1024;
      u32 value = page & 1 ? *word : page;
      if (page & 2) *word = value + round;
      checksum = mixed(checksum, value + (page & 3 ? *word : 0));
    }
    for (u32 page = 0; page < PAGES; page++) level2[page] = 0;
    if (round & 1) {
      for (u32 page = 0; page < PAGES; page++) flush_page(WINDOW + page * 4096);
    } else {
      DSB();
      MCR(0, 0, c8, c7, 0); /* TLBIALL */
      DSB();
      ISB();
    }
  }
  return mixed(mixed(checksum, reads), writes);
}
