/*
 * Runs one workload with the MMU and the caches on. The command line (semihosting) is NAME [ROUNDS | short | full | long]
 * [ticks]; what is printed is NAME and the checksum, and with `ticks` how far the virtual counter went meanwhile.
 */
#include "system/board.h"

#define RAM 0x40000000u
#define MEGABYTES 128u

enum { WRITE0 = 4, GET_CMDLINE = 0x15, EXIT_EXTENDED = 0x20 };

u32 *const level1 = (u32 *)free_memory;
static u32 *const level2 = (u32 *)(free_memory + 0x8000);
u8 *const arena = free_memory + 0x100000;
void (*on_exception)(u32 kind, struct frame *frame) = unexpected;

void exception(u32 kind, struct frame *frame) { on_exception(kind, frame); }

static u32 semihosting(u32 operation, const void *argument) {
  register u32 r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("svc #0x123456" : "+r"(r0) : "r"(r1) : "memory", "lr");
  return r0;
}

static void leave(u32 code) {
  u32 block[2] = {0x20026, code};
  semihosting(EXIT_EXTENDED, block);
}

static void say(const char *name, u32 value) {
  char line[64];
  u32 length = 0;
  while (name[length]) {
    line[length] = name[length];
    length++;
  }
  line[length++] = ' ';
  for (i32 shift = 28; shift >= 0; shift -= 4) line[length++] = "0123456789abcdef"[value >> shift & 15];
  line[length++] = '\n';
  line[length] = 0;
  semihosting(WRITE0, line);
}

static i32 same(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

/* RAM in small pages, as programs of an operating system have it; the devices in sections. */
static void paging_on(void) {
  for (u32 i = 0; i < 4096; i++) level1[i] = 0;
  for (u32 i = 0; i < 256 * MEGABYTES; i++) level2[i] = (RAM + i * 4096) | PAGE_RW;
  for (u32 i = 0; i < MEGABYTES; i++) level1[(RAM >> 20) + i] = (u32)(level2 + 256 * i) | TABLE;
  level1[0x080] = 0x08000000u | 0x416; /* device, privileged, not executable */
  level1[0x090] = 0x09000000u | 0x416;
  MCR(1, 0, c3, c0, 0); /* DACR: domain 0 is a client */
  MCR(0, 0, c2, c0, 2); /* TTBCR */
  MCR(level1, 0, c2, c0, 0);
  u32 sctlr;
  MRC(sctlr, 0, c1, c0, 0);
  MCR(sctlr | 0x1804, 0, c1, c0, 0); /* C, Z, I */
  mmu_on();
}

static u32 counter(void) {
  u32 low, high;
  __asm__ volatile("isb; mrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high));
  return low;
}

#define INTEGER(name, full, brief) u32 name(u32 rounds);
#define FLOATING INTEGER
#define NEON INTEGER
#define SYSTEM INTEGER
#include "workloads.h"
#undef INTEGER

static const struct {
  const char *name;
  u32 (*run)(u32 rounds);
  u32 full, brief;
} workloads[] = {
#define INTEGER(name, full, brief) {#name, name, full, brief},
#include "workloads.h"
};

/* Cuts a line into words. */
static u32 split(char *line, const char *words[], u32 limit) {
  u32 count = 0;
  while (*line && count < limit) {
    words[count++] = line;
    while (*line && *line != ' ') line++;
    while (*line == ' ') *line++ = 0;
  }
  return count;
}

int main(void) {
  char line[128];
  const char *words[3];
  u32 block[2] = {(u32)line, sizeof line};
  u32 count = semihosting(GET_CMDLINE, block) ? 0 : split(line, words, LENGTH(words));
  u32 ticks = count && same(words[count - 1], "ticks");
  for (u32 i = 0; count && i < LENGTH(workloads); i++) {
    if (!same(words[0], workloads[i].name)) continue;
    u32 rounds = workloads[i].full;
    if (count - ticks > 1) {
      if (same(words[1], "short")) {
        rounds = workloads[i].brief;
      } else if (same(words[1], "long")) {
        rounds *= 3;
      } else if (!same(words[1], "full")) {
        rounds = 0;
        for (const char *digit = words[1]; *digit; digit++) rounds = rounds * 10 + (u32)(*digit - '0');
      }
    }
    paging_on();
    u32 start = counter(), checksum = workloads[i].run(rounds);
    u32 passed = counter() - start;
    say(words[0], checksum);
    if (ticks) say("ticks", passed);
    leave(0);
  }
  say("no such workload", count);
  leave(1);
  return 0;
}
