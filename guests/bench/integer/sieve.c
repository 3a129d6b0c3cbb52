/* The primes below half a million by crossing out, one byte a number. */
#include "bench.h"

#define LIMIT 500000

WORKLOAD(sieve) {
  u8 *composite = arena;
  u32 checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < LIMIT; i++) composite[i] = 0;
    u32 primes = 0, last = 0;
    for (u32 i = 2; i < LIMIT; i++) {
      if (composite[i]) continue;
      primes++;
      last = i;
      if (i < 65536) {
        for (u32 j = i * i; j < LIMIT; j += i) composite[j] = 1;
      }
    }
    checksum = mixed(checksum, primes ^ last);
  }
  return checksum;
}
