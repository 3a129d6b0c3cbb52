/* A legacy virtio disk whose requests bring code: DMA over what has just been executed, waited for by polling and by WFI. */
#include "guest.h"

#define TRANSPORTS 0x0a000000u
#define ENTRIES 8
#define SECTOR 512

struct descriptor {
  u64 address;
  u32 length;
  u16 flags;
  u16 next;
};

static struct {
  struct descriptor descriptors[ENTRIES];
  struct {
    u16 flags;
    u16 index;
    u16 ring[ENTRIES];
  } available;
  u8 gap[4096 - ENTRIES * 16 - 4 - ENTRIES * 2];
  struct {
    u16 flags;
    u16 index;
    struct {
      u32 id;
      u32 length;
    } ring[ENTRIES];
  } used;
} queue __attribute__((aligned(4096)));

static struct {
  u32 type;
  u32 priority;
  u64 sector;
} header;
static volatile u8 status;
static u32 transport, id;
static volatile u32 interrupts;

void exception(u32 kind, struct frame *frame) {
  if (kind != IRQ) unexpected(kind, frame);
  u32 acknowledged = REG(GICC + 0x0c);
  if (acknowledged == id) {
    interrupts++;
    REG(transport + 0x64) = REG(transport + 0x60);
  }
  REG(GICC + 0x10) = acknowledged;
}

static void request(u32 write, u32 sector, void *data, u32 sleep) {
  header.type = write;
  header.sector = sector;
  status = 0xff;
  queue.descriptors[0] = (struct descriptor){(u32)&header, 16, 1, 1};
  queue.descriptors[1] = (struct descriptor){(u32)data, SECTOR, (u16)(write ? 1 : 3), 2};
  queue.descriptors[2] = (struct descriptor){(u32)&status, 1, 2, 0};
  queue.available.ring[queue.available.index % ENTRIES] = 0;
  DSB();
  *(volatile u16 *)&queue.available.index = (u16)(queue.available.index + 1);
  DSB();
  __asm__ volatile("cpsid i" ::: "memory");
  REG(transport + 0x50) = 0;
  while (*(volatile u16 *)&queue.used.index != queue.available.index) {
    if (sleep) __asm__ volatile("wfi" ::: "memory");
    __asm__ volatile("cpsie i\n isb\n cpsid i" ::: "memory");
  }
  __asm__ volatile("cpsie i" ::: "memory");
  DSB();
  if (status) print("status %d of sector %d\n", status, sector);
}

static int start(void) {
  for (u32 slot = 0; slot < 32; slot++) {
    transport = TRANSPORTS + slot * 0x200;
    if (REG(transport) == 0x74726976 && REG(transport + 8) == 2) {
      id = 48 + slot;
      REG(transport + 0x70) = 0;
      REG(transport + 0x70) = 3;
      REG(transport + 0x20) = 0;
      REG(transport + 0x28) = 4096;
      REG(transport + 0x30) = 0;
      REG(transport + 0x38) = ENTRIES;
      REG(transport + 0x3c) = 4096;
      REG(transport + 0x40) = (u32)&queue >> 12;
      REG(transport + 0x70) = 7;
      interrupts_on();
      REG(GICD + 0x800 + id / 4 * 4) = 0x01010101;
      interrupt_enable(id);
      __asm__ volatile("cpsie i");
      return 1;
    }
  }
  return 0;
}

int main(void) {
  if (!start()) {
    print("no disk\n");
    return 1;
  }
  print("disk of %d sectors, version %d\n", REG(transport + 0x100), REG(transport + 4));
  u32 *page = (u32 *)free_memory;
  for (u32 sector = 0; sector < 8; sector++) {
    u32 count = 16 + 12 * sector;
    page[0] = 0xe3a00000; /* mov r0, #0 */
    for (u32 i = 1; i < count; i++) page[i] = 0xe2800000 | (sector + i); /* add r0, r0, #n */
    page[count] = 0xe12fff1e;                                            /* bx lr */
    request(1, sector, page, sector & 1);
  }
  u32 sum = 0;
  for (u32 i = 0; i < 400; i++) {
    /* At the end of a page, and across it. */
    u32 *code = (u32 *)(free_memory + 0x2000 - (i & 64 ? 200 : SECTOR));
    if (i % 5 == 0) {
      request(0, i / 5 % 8, (u32 *)(free_memory + 0x2000 - SECTOR), i / 5 & 1);
      request(0, i / 5 * 3 % 8, (u32 *)(free_memory + 0x2000 - 200), 0);
      DSB();
      MCR(0, 0, c7, c5, 0);
      DSB();
      ISB();
    }
    for (u32 n = 0; n < 8; n++) sum = sum * 3 + ((u32(*)(void))code)();
  }
  print("sum %x, %s\n", sum, interrupts > 8 ? "interrupted" : "not interrupted");
  return 0;
}
