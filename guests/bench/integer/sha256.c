/* SHA-256 (FIPS 180-4) of 64 KB, each round of another. The constants are computed: roots of the first primes. */
#include "bench.h"

#define SIZE 65536

static u32 constants[64], initial[8];
static u8 message[SIZE];

/* The first 32 bits of the fraction of the square or cube root of n: the greatest r with r^power <= n << 32 * power. */
static u32 fraction_of_root(u32 n, u32 power) {
  u64 root = 0;
  for (i32 bit = 36; bit >= 0; bit--) {
    u64 next = root | 1ull << bit;
    /* next^power in 128 bits; n has 9 bits at most, so a root has 37. */
    u64 high = 0, low = next;
    for (u32 i = 1; i < power; i++) {
      u64 a = (low & 0xffffffffu) * (next & 0xffffffffu), b = (low >> 32) * (next & 0xffffffffu);
      u64 c = (low & 0xffffffffu) * (next >> 32), d = (low >> 32) * (next >> 32);
      u64 middle = (a >> 32) + (b & 0xffffffffu) + (c & 0xffffffffu);
      low = middle << 32 | (a & 0xffffffffu);
      high = high * next + d + (b >> 32) + (c >> 32) + (middle >> 32);
    }
    u64 limit = power == 2 ? n : (u64)n << 32;
    if (high < limit) root = next;
  }
  return (u32)root;
}

static void prepare(void) {
  for (u32 n = 2, count = 0; count < 64; n++) {
    u32 divisor = 2;
    while (divisor * divisor <= n && n % divisor) divisor++;
    if (divisor * divisor <= n) continue;
    constants[count] = fraction_of_root(n, 3);
    if (count < 8) initial[count] = fraction_of_root(n, 2);
    count++;
  }
}

static inline u32 right(u32 x, u32 n) { return x >> n | x << (32 - n); }

static NOINLINE void compress(u32 hash[8], const u8 *block) {
  u32 w[64];
  for (u32 i = 0; i < 16; i++) {
    w[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
  }
  for (u32 i = 16; i < 64; i++) {
    u32 s0 = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3;
    u32 s1 = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  u32 a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7];
  for (u32 i = 0; i < 64; i++) {
    u32 t1 = h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
    u32 t2 = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  hash[0] += a;
  hash[1] += b;
  hash[2] += c;
  hash[3] += d;
  hash[4] += e;
  hash[5] += f;
  hash[6] += g;
  hash[7] += h;
}

static void digest(u32 hash[8], u32 length) {
  u8 last[128] = {0};
  u32 whole = length & ~63u, rest = length - whole, padded = rest < 56 ? 64 : 128;
  for (u32 i = 0; i < 8; i++) hash[i] = initial[i];
  for (u32 at = 0; at < whole; at += 64) compress(hash, message + at);
  for (u32 i = 0; i < rest; i++) last[i] = message[whole + i];
  last[rest] = 0x80;
  for (u32 i = 0; i < 4; i++) last[padded - 1 - i] = (u8)(length << 3 >> 8 * i);
  for (u32 at = 0; at < padded; at += 64) compress(hash, last + at);
}

WORKLOAD(sha256) {
  u32 hash[8], checksum = 0;
  prepare();
  message[0] = 'a';
  message[1] = 'b';
  message[2] = 'c';
  digest(hash, 3);
  if (hash[0] != 0xba7816bfu || hash[7] != 0xf20015adu) return 0;
  for (u32 i = 0; i < SIZE; i++) message[i] = (u8)(i * 7 + (i >> 8));
  for (u32 round = 0; round < rounds; round++) {
    digest(hash, SIZE - round % 64);
    message[round % SIZE] ^= (u8)hash[0];
    for (u32 i = 0; i < 8; i++) checksum = mixed(checksum, hash[i]);
  }
  return checksum;
}
