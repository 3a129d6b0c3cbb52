/* Solves 48 linear equations by LU decomposition with partial pivoting, in doubles. */
#include "bench.h"

#define SIZE 48

static double a[SIZE][SIZE], x[SIZE];

static double absolute(double value) { return value < 0 ? -value : value; }

static NOINLINE void solve(void) {
  for (u32 k = 0; k < SIZE; k++) {
    u32 pivot = k;
    for (u32 i = k + 1; i < SIZE; i++) {
      if (absolute(a[i][k]) > absolute(a[pivot][k])) pivot = i;
    }
    if (pivot != k) {
      for (u32 j = 0; j < SIZE; j++) {
        double swapped = a[k][j];
        a[k][j] = a[pivot][j];
        a[pivot][j] = swapped;
      }
      double swapped = x[k];
      x[k] = x[pivot];
      x[pivot] = swapped;
    }
    for (u32 i = k + 1; i < SIZE; i++) {
      double factor = a[i][k] / a[k][k];
      for (u32 j = k; j < SIZE; j++) a[i][j] -= factor * a[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (u32 i = SIZE; i-- > 0;) {
    for (u32 j = i + 1; j < SIZE; j++) x[i] -= a[i][j] * x[j];
    x[i] /= a[i][i];
  }
}

WORKLOAD(lu) {
  u32 seed = 88675123u, checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < SIZE; i++) {
      for (u32 j = 0; j < SIZE; j++) a[i][j] = (double)(i32)next_random(&seed) / 2147483648.0;
      x[i] = (double)i;
    }
    solve();
    checksum = mixed_double(checksum, x[round % SIZE]);
  }
  return checksum;
}
