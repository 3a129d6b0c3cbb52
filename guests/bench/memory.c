/* What the compiler may call. */
#include "bench.h"

void *memset(void *to, int value, __SIZE_TYPE__ size);
void *memcpy(void *to, const void *from, __SIZE_TYPE__ size);

void *memset(void *to, int value, __SIZE_TYPE__ size) {
  u8 *target = to;
  while (size--) *target++ = (u8)value;
  return to;
}

void *memcpy(void *to, const void *from, __SIZE_TYPE__ size) {
  u8 *target = to;
  const u8 *source = from;
  while (size--) *target++ = *source++;
  return to;
}
