/* Sorts 20,000 numbers: median of three, recursion into both parts, insertion below twelve. */
#include "bench.h"

#define COUNT 20000

static NOINLINE void sort(i32 *from, i32 *to) {
  while (to - from > 12) {
    i32 *middle = from + (to - from) / 2;
    i32 a = *from, b = *middle, c = to[-1];
    i32 pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
    i32 *left = from, *right = to - 1;
    while (left <= right) {
      while (*left < pivot) left++;
      while (*right > pivot) right--;
      if (left <= right) {
        i32 swapped = *left;
        *left++ = *right;
        *right-- = swapped;
      }
    }
    sort(from, right + 1);
    from = left;
  }
  for (i32 *next = from + 1; next < to; next++) {
    i32 value = *next, *place = next;
    while (place > from && place[-1] > value) {
      *place = place[-1];
      place--;
    }
    *place = value;
  }
}

WORKLOAD(quicksort) {
  static i32 numbers[COUNT];
  u32 seed = 88172645u, checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < COUNT; i++) numbers[i] = (i32)next_random(&seed);
    sort(numbers, numbers + COUNT);
    for (u32 i = 1; i < COUNT; i++) {
      if (numbers[i - 1] > numbers[i]) return 0;
    }
    for (u32 i = 0; i < COUNT; i += 100) checksum = mixed(checksum, (u32)numbers[i]);
  }
  return checksum;
}
