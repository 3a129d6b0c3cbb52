/* Products of 64 by 64 matrices of doubles, and of floats. */
#include "bench.h"

#define SIDE 64

#define MULTIPLY(name, type)                                                         \
  static NOINLINE void name(type c[SIDE][SIDE], type a[SIDE][SIDE], type b[SIDE][SIDE]) { \
    for (u32 i = 0; i < SIDE; i++) {                                                 \
      for (u32 j = 0; j < SIDE; j++) {                                               \
        type sum = 0;                                                                \
        for (u32 k = 0; k < SIDE; k++) sum += a[i][k] * b[k][j];                     \
        c[i][j] = sum;                                                               \
      }                                                                              \
    }                                                                                \
  }
MULTIPLY(multiply_double, double)
MULTIPLY(multiply_float, float)

WORKLOAD(matmul) {
  static double a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];
  static float d[SIDE][SIDE], e[SIDE][SIDE], f[SIDE][SIDE];
  u32 seed = 521288629u, checksum = 0;
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) {
      a[i][j] = (double)(i32)next_random(&seed) / 65536.0;
      b[i][j] = (double)(i32)next_random(&seed) / 16777216.0;
      d[i][j] = (float)a[i][j];
      e[i][j] = (float)b[i][j];
    }
  }
  for (u32 round = 0; round < rounds; round++) {
    multiply_double(c, a, b);
    multiply_float(f, d, e);
    for (u32 i = 0; i < SIDE; i++) {
      checksum = mixed_double(checksum, c[i][(i + round) % SIDE]);
      checksum = mixed_float(checksum, f[i][(i + round) % SIDE]);
      a[i][round % SIDE] = c[i][i] / 4096.0;
      d[i][round % SIDE] = f[i][i] / 4096.0f;
    }
  }
  return checksum;
}
