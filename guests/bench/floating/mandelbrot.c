/* The Mandelbrot set in 64 by 64 points of doubles, 100 iterations at most. */
#include "bench.h"

#define SIDE 64
#define LIMIT 100

WORKLOAD(mandelbrot) {
  u32 checksum = 0;
  for (u32 round = 0; round < rounds; round++) {
    double shift = (double)(round % 16) / 256.0;
    for (u32 row = 0; row < SIDE; row++) {
      for (u32 column = 0; column < SIDE; column++) {
        double cx = -2.0 + shift + 2.5 * column / SIDE, cy = -1.25 + 2.5 * row / SIDE, x = 0, y = 0;
        u32 count = 0;
        while (count < LIMIT) {
          double xx = x * x, yy = y * y;
          if (xx + yy > 4.0) break;
          y = 2.0 * x * y + cy;
          x = xx - yy + cx;
          count++;
        }
        checksum = mixed(checksum, count);
      }
    }
  }
  return checksum;
}
