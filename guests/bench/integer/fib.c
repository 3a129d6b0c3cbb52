/* Fibonacci numbers and Ackermann's function, by nothing but calls. */
#include "bench.h"

static NOINLINE u32 fibonacci(u32 n) {
  if (n < 2) return n;
  return fibonacci(n - 1) + fibonacci(n - 2);
}

static NOINLINE u32 ackermann(u32 m, u32 n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

WORKLOAD(fib) {
  u32 checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    checksum = mixed(checksum, fibonacci(20 + round % 4));
    checksum = mixed(checksum, ackermann(2, 20 + round % 10));
  }
  return checksum;
}
