/* The NEON intrinsics that the workloads use, and the same in plain C for native builds. */
#ifndef VECTORS_H
#define VECTORS_H

#include "bench.h"

#ifdef __ARM_NEON
#include <arm_neon.h>
#else

typedef struct {
  float lane[4];
} float32x4_t;
typedef struct {
  u8 lane[8];
} uint8x8_t;
typedef struct {
  u16 lane[8];
} uint16x8_t;
typedef struct {
  u8 lane[16];
} uint8x16_t;

#define EACH(count, expression)                             \
  do {                                                      \
    for (u32 i = 0; i < (count); i++) result.lane[i] = (expression); \
    return result;                                          \
  } while (0)

static inline float32x4_t vld1q_f32(const float *from) {
  float32x4_t result;
  EACH(4, from[i]);
}
static inline void vst1q_f32(float *to, float32x4_t a) {
  for (u32 i = 0; i < 4; i++) to[i] = a.lane[i];
}
static inline float32x4_t vdupq_n_f32(float value) {
  float32x4_t result;
  EACH(4, value);
}
static inline float32x4_t vaddq_f32(float32x4_t a, float32x4_t b) {
  float32x4_t result;
  EACH(4, a.lane[i] + b.lane[i]);
}
static inline float32x4_t vmlaq_f32(float32x4_t a, float32x4_t b, float32x4_t c) {
  float32x4_t result;
  EACH(4, a.lane[i] + b.lane[i] * c.lane[i]);
}
static inline float32x4_t vmlaq_n_f32(float32x4_t a, float32x4_t b, float c) { return vmlaq_f32(a, b, vdupq_n_f32(c)); }
static inline float32x4_t vmaxq_f32(float32x4_t a, float32x4_t b) {
  float32x4_t result;
  EACH(4, a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i]);
}

static inline uint8x16_t vld1q_u8(const u8 *from) {
  uint8x16_t result;
  EACH(16, from[i]);
}
static inline void vst1q_u8(u8 *to, uint8x16_t a) {
  for (u32 i = 0; i < 16; i++) to[i] = a.lane[i];
}
static inline uint8x8_t vdup_n_u8(u8 value) {
  uint8x8_t result;
  EACH(8, value);
}
static inline uint8x8_t vget_low_u8(uint8x16_t a) {
  uint8x8_t result;
  EACH(8, a.lane[i]);
}
static inline uint8x8_t vget_high_u8(uint8x16_t a) {
  uint8x8_t result;
  EACH(8, a.lane[i + 8]);
}
static inline uint8x16_t vcombine_u8(uint8x8_t a, uint8x8_t b) {
  uint8x16_t result;
  EACH(16, i < 8 ? a.lane[i] : b.lane[i - 8]);
}
static inline uint16x8_t vmull_u8(uint8x8_t a, uint8x8_t b) {
  uint16x8_t result;
  EACH(8, (u16)(a.lane[i] * b.lane[i]));
}
static inline uint16x8_t vmlal_u8(uint16x8_t a, uint8x8_t b, uint8x8_t c) {
  uint16x8_t result;
  EACH(8, (u16)(a.lane[i] + b.lane[i] * c.lane[i]));
}
static inline uint8x8_t vrshrn_n_u16(uint16x8_t a, int shift) {
  uint8x8_t result;
  EACH(8, (u8)((a.lane[i] + (1u << (shift - 1))) >> shift));
}
static inline uint8x16_t vqaddq_u8(uint8x16_t a, uint8x16_t b) {
  uint8x16_t result;
  EACH(16, (u8)(a.lane[i] + b.lane[i] > 255 ? 255 : a.lane[i] + b.lane[i]));
}

#endif
#endif
