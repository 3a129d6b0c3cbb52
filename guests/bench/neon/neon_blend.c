/* Blends two pictures of 16 KB with a weight, in 8-bit lanes, and brightens the result. */
#include "vectors.h"

#define SIZE 16384

static u8 front[SIZE], back[SIZE], result[SIZE];

static NOINLINE void blend(u32 weight) {
  uint8x8_t w = vdup_n_u8((u8)weight), v = vdup_n_u8((u8)(255 - weight));
  for (u32 i = 0; i < SIZE; i += 16) {
    uint8x16_t a = vld1q_u8(front + i), b = vld1q_u8(back + i);
    uint8x8_t low = vrshrn_n_u16(vmlal_u8(vmull_u8(vget_low_u8(a), w), vget_low_u8(b), v), 8);
    uint8x8_t high = vrshrn_n_u16(vmlal_u8(vmull_u8(vget_high_u8(a), w), vget_high_u8(b), v), 8);
    uint8x16_t blended = vcombine_u8(low, high);
    vst1q_u8(result + i, vqaddq_u8(blended, vcombine_u8(w, v)));
  }
}

WORKLOAD(neon_blend) {
  u32 seed = 362436069u, checksum = 0;
  for (u32 i = 0; i < SIZE; i++) {
    front[i] = (u8)(next_random(&seed) >> 3);
    back[i] = (u8)(next_random(&seed) >> 5);
  }
  for (u32 round = 0; round < rounds; round++) {
    blend(round & 255);
    for (u32 i = 0; i < 16; i++) checksum = mixed(checksum, result[(round * 37 + i * 1021) % SIZE]);
    back[round % SIZE] ^= 0x80;
  }
  return checksum;
}
