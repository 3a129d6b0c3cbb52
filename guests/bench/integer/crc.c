/* CRC-32 by a table, a byte at a time, and CRC-16 bit by bit. */
#include "bench.h"

#define SIZE 65536

WORKLOAD(crc) {
  static u32 table[256];
  static u8 data[SIZE];
  u32 seed = 2463534242u, checksum = 0;
  for (u32 i = 0; i < 256; i++) {
    u32 value = i;
    for (u32 bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    table[i] = value;
  }
  for (u32 i = 0; i < SIZE; i++) data[i] = (u8)next_random(&seed);
  for (u32 round = 0; round < rounds; round++) {
    u32 crc32 = ~round, crc16 = round;
    for (u32 i = 0; i < SIZE; i++) crc32 = crc32 >> 8 ^ table[(crc32 ^ data[i]) & 255];
    for (u32 i = 0; i < SIZE / 8; i++) {
      crc16 ^= (u32)data[i] << 8;
      for (u32 bit = 0; bit < 8; bit++) crc16 = (crc16 << 1 ^ (crc16 & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
    checksum = mixed(checksum, crc32 ^ crc16);
    data[round % SIZE] ^= 0x5a;
  }
  return checksum;
}
