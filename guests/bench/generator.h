/* A code generator: functions of twelve instructions are written, run ten times, and written over. */
#ifndef GENERATOR_H
#define GENERATOR_H

#include "bench.h"

#define FUNCTIONS 16
#define LENGTH_OF_ONE 16 /* words, with the return */

#define ADD_R0(n) (0xe2800000u | (n))  /* add r0, r0, #n */
#define EOR_ROR(n) (0xe0200060u | (n) << 7) /* eor r0, r0, r0, ror #n */
#define BX_LR 0xe12fff1eu

/* What comes of it; synchronize makes the words of one function at an address known as instructions. */
static inline u32 generated(u32 *code, u32 rounds, void (*synchronize)(u32 *function)) {
  u32 seed = 123456789u, checksum = 0;
  for (u32 round = 0; round < rounds * 100; round++) {
    u32 *function = code + round % FUNCTIONS * LENGTH_OF_ONE;
    for (u32 i = 0; i < 12; i++) {
      u32 number = next_random(&seed) >> 20;
      function[i] = number & 1 ? ADD_R0(number >> 4) : EOR_ROR(1 + (number >> 4) % 31);
    }
    function[12] = BX_LR;
    synchronize(function);
    for (u32 i = 0; i < 10; i++) checksum = mixed(checksum, ((u32(*)(u32))function)(checksum));
  }
  return checksum;
}

#endif
