/* Products of 64 by 64 matrices of floats, four columns at a time. */
#include "vectors.h"

#define SIDE 64

static float a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

static NOINLINE void multiply(void) {
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j += 8) {
      float32x4_t low = vdupq_n_f32(0), high = low;
      for (u32 k = 0; k < SIDE; k++) {
        low = vmlaq_n_f32(low, vld1q_f32(&b[k][j]), a[i][k]);
        high = vmlaq_n_f32(high, vld1q_f32(&b[k][j + 4]), a[i][k]);
      }
      vst1q_f32(&c[i][j], low);
      vst1q_f32(&c[i][j + 4], high);
    }
  }
}

WORKLOAD(neon_matmul) {
  u32 seed = 521288629u, checksum = 0;
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) {
      a[i][j] = (float)((i32)next_random(&seed) >> 20) / 16.0f;
      b[i][j] = (float)((i32)next_random(&seed) >> 20) / 256.0f;
    }
  }
  for (u32 round = 0; round < rounds; round++) {
    multiply();
    for (u32 i = 0; i < SIDE; i++) {
      checksum = mixed_float(checksum, c[i][(i + round) % SIDE]);
      a[i][round % SIDE] = b[(i + round / SIDE) % SIDE][i] * 16.0f;
    }
  }
  return checksum;
}
