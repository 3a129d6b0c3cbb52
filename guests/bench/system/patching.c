#include "board.h"
#include "generator.h"

static void synchronize(u32 *code) {
  MCR(code, 0, c7, c11, 1); /* DCCMVAU */
  DSB();
  MCR(code, 0, c7, c5, 1); /* ICIMVAU */
  MCR(0, 0, c7, c5, 6);    /* BPIALL */
  DSB();
  ISB();
}

WORKLOAD(patching) { return generated((u32 *)arena, rounds, synchronize); }
