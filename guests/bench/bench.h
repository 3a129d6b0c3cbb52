/* What the workloads share. Those outside system/ are plain C and run natively too (native.c). */
#ifndef BENCH_H
#define BENCH_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned u32;
typedef unsigned long long u64;
typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;

/* A workload does its work `rounds` times, or a multiple of it, and gives a checksum of all it computed. */
#ifdef THUMB
#define WORKLOAD(name) u32 name##_thumb(u32 rounds)
#else
#define WORKLOAD(name) u32 name(u32 rounds)
#endif

#define NOINLINE __attribute__((noinline))
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* 32 MB that no other workload uses meanwhile, not cleared. */
extern u8 *const arena;

/* Pseudorandom numbers (Marsaglia's xorshift); the state is never 0. */
static inline u32 next_random(u32 *state) {
  u32 x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

/* Adds a value to a checksum in which the order counts. */
static inline u32 mixed(u32 checksum, u32 value) {
  checksum = (checksum << 5 | checksum >> 27) ^ value;
  return checksum * 0x9e3779b1u;
}

static inline u32 mixed_float(u32 checksum, float value) {
  union {
    float value;
    u32 bits;
  } view = {value};
  return mixed(checksum, view.bits);
}

static inline u32 mixed_double(u32 checksum, double value) {
  union {
    double value;
    u64 bits;
  } view = {value};
  return mixed(mixed(checksum, (u32)view.bits), (u32)(view.bits >> 32));
}

#endif
