/* System calls from user mode: one that computes, and one that copies 32 bytes from the caller. */
#include "board.h"

enum { LEAVE, COMPUTE, WRITE };

static u32 served, written;

static void on_call(u32 kind, struct frame *frame) {
  if (kind != SUPERVISOR) unexpected(kind, frame);
  served++;
  switch (frame->r[7]) {
    case LEAVE:
      LEAVE_USER_MODE(frame);
      break;
    case COMPUTE:
      frame->r[0] = mixed(frame->r[0], served);
      break;
    default: {
      const u32 *from = (const u32 *)frame->r[0];
      for (u32 i = 0; i < 8; i++) written = mixed(written, from[i]);
      frame->r[0] = written;
    }
  }
}

static void program(u32 rounds) {
  u32 buffer[8] = {0};
  for (u32 i = 0; i < rounds * 1000; i++) {
    buffer[i % 8] = system_call(COMPUTE, i);
    if (i % 4 == 3) buffer[0] = system_call(WRITE, (u32)buffer);
  }
}

WORKLOAD(calls) {
  on_exception = on_call;
  in_user_mode(program, rounds, (u32)arena + 0x10000);
  return mixed(written, served);
}
