/* Compresses 32 KB of text-like bytes against a hash of earlier places (literals, lengths, distances), and expands them. */
#include "bench.h"

#define SIZE 32768
#define HASH 4096

static u8 text[SIZE], packed[SIZE * 2], unpacked[SIZE];
static u16 places[HASH];

static void write_text(u32 seed) {
  static const char *const words[] = {"the ",  "guest ",   "machine ", "runs ", "backwards ", "and ", "a ",   "clock ",
                                      "ticks ", "instead ", "of ",      "it, ",  "until ",     "its ", "end.\n", "page "};
  u32 at = 0;
  while (at < SIZE) {
    const char *word = words[next_random(&seed) >> 7 & 15];
    while (*word && at < SIZE) text[at++] = (u8)*word++;
    if (at < SIZE && (seed & 63) == 0) text[at++] = (u8)(seed >> 8);
  }
}

static u32 hash_of(const u8 *at) { return ((u32)at[0] << 16 ^ (u32)at[1] << 8 ^ at[2]) * 2654435761u >> 20; }

/* A byte below 128: that many literals + 1 follow. Else a length + 125 and two bytes of distance. */
static NOINLINE u32 pack(void) {
  u8 *run = 0;
  u32 at = 0, out = 0;
  for (u32 i = 0; i < HASH; i++) places[i] = 0xffff;
  while (at < SIZE) {
    u32 length = 0, from = 0xffff;
    if (at + 3 < SIZE) {
      u32 hash = hash_of(text + at);
      from = places[hash];
      places[hash] = (u16)at;
    }
    if (from != 0xffff) {
      while (length < 130 && at + length < SIZE && text[from + length] == text[at + length]) length++;
    }
    if (length >= 4) {
      u32 distance = at - from;
      packed[out++] = (u8)(length + 125);
      packed[out++] = (u8)distance;
      packed[out++] = (u8)(distance >> 8);
      run = 0;
      for (u32 end = at + length; at < end; at++) {
        if (at + 3 < SIZE) places[hash_of(text + at)] = (u16)at;
      }
      continue;
    }
    if (run && *run < 127) {
      ++*run;
    } else {
      run = packed + out++;
      *run = 0;
    }
    packed[out++] = text[at++];
  }
  return out;
}

static NOINLINE u32 unpack(u32 size) {
  u32 at = 0, out = 0;
  while (at < size) {
    u32 control = packed[at++];
    if (control < 128) {
      for (u32 i = 0; i <= control; i++) unpacked[out++] = packed[at++];
    } else {
      u32 length = control - 125, distance = packed[at] | packed[at + 1] << 8;
      at += 2;
      for (u32 i = 0; i < length; i++, out++) unpacked[out] = unpacked[out - distance];
    }
  }
  return out;
}

WORKLOAD(lz) {
  u32 checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    if (round % 16 == 0) write_text(round + 1);
    u32 size = pack();
    if (unpack(size) != SIZE) return 0;
    for (u32 i = 0; i < SIZE; i++) {
      if (unpacked[i] != text[i]) return 0;
    }
    checksum = mixed(checksum, size);
    text[(round * 977) % SIZE] ^= 1;
  }
  return checksum;
}
