/* Fast Fourier transforms of 1,024 complex doubles, forwards and backwards. */
#include "bench.h"

#define SIZE 1024
#define LEVELS 10

struct complex {
  double re, im;
};

static struct complex roots[SIZE / 2], data[SIZE];

/* The sine by its series: |x| is at most pi. */
static double sine(double x) {
  double term = x, sum = x;
  for (u32 n = 1; n < 20; n++) {
    term = -term * x * x / (double)(2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

static NOINLINE void transform(double direction) {
  for (u32 i = 1, j = 0; i < SIZE; i++) {
    u32 bit = SIZE / 2;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      struct complex swapped = data[i];
      data[i] = data[j];
      data[j] = swapped;
    }
  }
  for (u32 level = 1; level <= LEVELS; level++) {
    u32 length = 1u << level, stride = SIZE >> level;
    for (u32 start = 0; start < SIZE; start += length) {
      for (u32 k = 0; k < length / 2; k++) {
        struct complex root = roots[k * stride], *low = &data[start + k], *high = low + length / 2;
        root.im *= direction;
        double re = high->re * root.re - high->im * root.im, im = high->re * root.im + high->im * root.re;
        high->re = low->re - re;
        high->im = low->im - im;
        low->re += re;
        low->im += im;
      }
    }
  }
}

WORKLOAD(fft) {
  const double pi = 3.14159265358979323846;
  u32 seed = 362436069u, checksum = 0;
  for (u32 i = 0; i < SIZE / 2; i++) {
    double angle = 2 * pi * i / SIZE;
    roots[i].im = -sine(angle);
    roots[i].re = sine(angle + pi / 2 > pi ? pi / 2 - angle : angle + pi / 2);
  }
  for (u32 i = 0; i < SIZE; i++) {
    data[i].re = (double)(i32)next_random(&seed) / 2147483648.0;
    data[i].im = 0;
  }
  for (u32 round = 0; round < rounds; round++) {
    transform(1);
    checksum = mixed_double(checksum, data[round % SIZE].re);
    transform(-1);
    for (u32 i = 0; i < SIZE; i++) {
      data[i].re /= SIZE;
      data[i].im /= SIZE;
    }
    checksum = mixed_double(checksum, data[round % SIZE].im + data[0].re);
  }
  return checksum;
}
