/* Copies of 1 to 4,000 bytes from and to all alignments. */
#include "bench.h"

#define SPAN 8192

typedef u32 __attribute__((may_alias)) word;

/* Words when both ends are equally aligned, else words put together of two; bytes at the ends. */
static NOINLINE void copy_bytes(u8 *to, const u8 *from, u32 size) {
  while (size && ((__UINTPTR_TYPE__)to & 3)) {
    *to++ = *from++;
    size--;
  }
  u32 shift = 8 * ((__UINTPTR_TYPE__)from & 3);
  word *target = (word *)to;
  const word *source = (const word *)(from - shift / 8);
  if (shift == 0) {
    for (; size >= 16; size -= 16) {
      word a = source[0], b = source[1], c = source[2], d = source[3];
      target[0] = a;
      target[1] = b;
      target[2] = c;
      target[3] = d;
      source += 4;
      target += 4;
    }
    for (; size >= 4; size -= 4) *target++ = *source++;
  } else if (size >= 4) {
    u32 low = *source++;
    for (; size >= 4; size -= 4) {
      u32 high = *source++;
      *target++ = low >> shift | high << (32 - shift);
      low = high;
    }
    source--;
  }
  to = (u8 *)target;
  from = (const u8 *)source + shift / 8;
  while (size--) *to++ = *from++;
}

WORKLOAD(copy) {
  u8 *source = arena, *target = arena + SPAN;
  u32 seed = 123456789u, checksum = 0;
  for (u32 i = 0; i < SPAN; i++) source[i] = (u8)next_random(&seed);
  for (u32 i = 0; i < SPAN; i++) target[i] = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 alignment = 0; alignment < 64; alignment++) {
      u32 to = (alignment & 7) + (next_random(&seed) & 0xff8), from = (alignment >> 3) + (next_random(&seed) & 0xff8);
      u32 size = 1 + next_random(&seed) % 4000;
      copy_bytes(target + to, source + from, size);
      checksum = mixed(checksum, target[to] | target[to + size / 2] << 8 | target[to + size - 1] << 16);
    }
    copy_bytes(source + round % 8, target + round % 5, 4000);
  }
  for (u32 i = 0; i < SPAN; i += 5) checksum = mixed(checksum, target[i]);
  return checksum;
}
