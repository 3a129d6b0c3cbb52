/* y += a x and the greatest element, over 4,096 floats. */
#include "vectors.h"

#define SIZE 4096

static float x[SIZE], y[SIZE];

static NOINLINE void saxpy(float a) {
  float32x4_t factor = vdupq_n_f32(a);
  for (u32 i = 0; i < SIZE; i += 4) vst1q_f32(y + i, vmlaq_f32(vld1q_f32(y + i), vld1q_f32(x + i), factor));
}

static NOINLINE float greatest(void) {
  float32x4_t most = vld1q_f32(y);
  float lanes[4];
  for (u32 i = 4; i < SIZE; i += 4) most = vmaxq_f32(most, vld1q_f32(y + i));
  vst1q_f32(lanes, most);
  for (u32 i = 1; i < 4; i++) lanes[0] = lanes[i] > lanes[0] ? lanes[i] : lanes[0];
  return lanes[0];
}

WORKLOAD(neon_saxpy) {
  u32 seed = 123456789u, checksum = 0;
  for (u32 i = 0; i < SIZE; i++) {
    x[i] = (float)((i32)next_random(&seed) >> 16) / 1024.0f;
    y[i] = 1.0f;
  }
  for (u32 round = 0; round < rounds; round++) {
    saxpy(round & 1 ? -0.4375f : 0.5f);
    checksum = mixed_float(checksum, greatest());
    checksum = mixed_float(checksum, y[round % SIZE]);
  }
  return checksum;
}
