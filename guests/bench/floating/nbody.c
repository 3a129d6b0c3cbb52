/* Five bodies under gravity, in doubles. */
#include "bench.h"

#define BODIES 5

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static struct body bodies[BODIES];

static NOINLINE void advance(double step) {
  for (u32 i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    for (u32 j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double pull = step / (square * __builtin_sqrt(square));
      a->vx -= dx * b->mass * pull;
      a->vy -= dy * b->mass * pull;
      a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull;
      b->vy += dy * a->mass * pull;
      b->vz += dz * a->mass * pull;
    }
  }
  for (u32 i = 0; i < BODIES; i++) {
    struct body *body = &bodies[i];
    body->x += step * body->vx;
    body->y += step * body->vy;
    body->z += step * body->vz;
  }
}

WORKLOAD(nbody) {
  for (u32 i = 0; i < BODIES; i++) {
    double n = i;
    bodies[i] = (struct body){n * 1.5, 3 - n * n * 0.5, n * 0.25 - 1, 0.1 * n, 0.3 - 0.05 * n, 0.02 * n, 1 + 0.5 * n};
  }
  for (u32 i = 0; i < rounds * 1000; i++) advance(0.001);
  u32 checksum = 0;
  for (u32 i = 0; i < BODIES; i++) {
    checksum = mixed_double(checksum, bodies[i].x);
    checksum = mixed_double(checksum, bodies[i].vy);
  }
  return checksum;
}
