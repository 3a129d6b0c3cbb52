/* Products of 64 by 64 matrices of integers. */
#include "bench.h"

#define SIDE 64

WORKLOAD(matrix) {
  static i32 a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];
  u32 seed = 521288629u, checksum = 0;
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) {
      a[i][j] = (i32)next_random(&seed) >> 20;
      b[i][j] = (i32)next_random(&seed) >> 20;
    }
  }
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < SIDE; i++) {
      for (u32 j = 0; j < SIDE; j++) {
        i32 sum = 0;
        for (u32 k = 0; k < SIDE; k++) sum += a[i][k] * b[k][j];
        c[i][j] = sum;
      }
    }
    for (u32 i = 0; i < SIDE; i++) {
      checksum = mixed(checksum, (u32)c[i][(i + round) % SIDE]);
      a[i][round % SIDE] = c[i][i] >> 8;
    }
  }
  return checksum;
}
