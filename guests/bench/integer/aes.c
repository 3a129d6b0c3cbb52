/* AES-128 (FIPS 197) in counter mode with four tables of 1 KB, 16 KB a round. */
#include "bench.h"

#define BLOCKS 1024

static u8 substitute[256];
static u32 tables[4][256], keys[44];

static u32 doubled(u32 x) { return (x << 1 ^ (x & 0x80 ? 0x1b : 0)) & 0xff; }

static void prepare(void) {
  /* Powers of 3, which generates the field, run through it against those of its inverse. */
  u32 power = 1, inverse = 1;
  do {
    power = power ^ doubled(power);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if (inverse & 0x80) inverse ^= 0x09;
    u32 turned = inverse | inverse << 8;
    substitute[power] = (u8)(inverse ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4 ^ 0x63);
  } while (power != 1);
  substitute[0] = 0x63;
  for (u32 i = 0; i < 256; i++) {
    u32 s = substitute[i], two = doubled(s);
    u32 column = two << 24 | s << 16 | s << 8 | (two ^ s);
    for (u32 t = 0; t < 4; t++) {
      tables[t][i] = column;
      column = column >> 8 | column << 24;
    }
  }
}

static u32 substituted(u32 word) {
  return (u32)substitute[word >> 24] << 24 | substitute[word >> 16 & 255] << 16 | substitute[word >> 8 & 255] << 8 |
         substitute[word & 255];
}

static void expand(const u32 key[4]) {
  u32 constant = 1;
  for (u32 i = 0; i < 4; i++) keys[i] = key[i];
  for (u32 i = 4; i < 44; i++) {
    u32 word = keys[i - 1];
    if (i % 4 == 0) {
      word = substituted(word << 8 | word >> 24) ^ constant << 24;
      constant = doubled(constant);
    }
    keys[i] = keys[i - 4] ^ word;
  }
}

#define COLUMN(a, b, c, d) \
  (tables[0][(a) >> 24] ^ tables[1][(b) >> 16 & 255] ^ tables[2][(c) >> 8 & 255] ^ tables[3][(d)&255])
#define LAST(a, b, c, d)                                                                           \
  ((u32)substitute[(a) >> 24] << 24 | substitute[(b) >> 16 & 255] << 16 | substitute[(c) >> 8 & 255] << 8 | \
   substitute[(d)&255])

static NOINLINE void encrypt(const u32 in[4], u32 out[4]) {
  const u32 *key = keys;
  u32 a = in[0] ^ key[0], b = in[1] ^ key[1], c = in[2] ^ key[2], d = in[3] ^ key[3];
  for (u32 round = 1; round < 10; round++) {
    key += 4;
    u32 e = COLUMN(a, b, c, d) ^ key[0];
    u32 f = COLUMN(b, c, d, a) ^ key[1];
    u32 g = COLUMN(c, d, a, b) ^ key[2];
    u32 h = COLUMN(d, a, b, c) ^ key[3];
    a = e;
    b = f;
    c = g;
    d = h;
  }
  key += 4;
  out[0] = LAST(a, b, c, d) ^ key[0];
  out[1] = LAST(b, c, d, a) ^ key[1];
  out[2] = LAST(c, d, a, b) ^ key[2];
  out[3] = LAST(d, a, b, c) ^ key[3];
}

WORKLOAD(aes) {
  static const u32 key[4] = {0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f};
  static const u32 sample[4] = {0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff};
  static u32 text[BLOCKS][4];
  u32 stream[4], checksum = 0;
  prepare();
  expand(key);
  encrypt(sample, stream);
  if (stream[0] != 0x69c4e0d8u || stream[3] != 0x70b4c55au) return 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < BLOCKS; i++) {
      u32 counter[4] = {0x01020304, 0x05060708, round, i};
      encrypt(counter, stream);
      for (u32 j = 0; j < 4; j++) text[i][j] ^= stream[j];
    }
    checksum = mixed(checksum, text[round % BLOCKS][round % 4]);
  }
  return checksum;
}
