/* Says something by semihosting and ends with exit code 42. */
#include "guest.h"

void exception(u32 kind, struct frame *frame) { unexpected(kind, frame); }

static u32 call(u32 operation, const void *argument) {
  register u32 r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("svc #0x123456" : "+r"(r0) : "r"(r1) : "memory", "lr");
  return r0;
}

int main(void) {
  char line[64];
  u32 block[2] = {(u32)line, sizeof line};
  u32 open[3] = {(u32) ":tt", 4, 3};
  call(4, "written with SYS_WRITE0\n");
  call(3, "!");
  call(3, "\n");
  u32 failed = call(0x15, block); /* SYS_GET_CMDLINE */
  print("command line %d: %s\n", failed, line);
  u32 handle = call(1, open);
  u32 write[3] = {handle, (u32) "written to :tt\n", 15};
  print("%d bytes not written\n", call(5, write));
  u32 exit[2] = {0x20026, 42};
  call(0x20, exit);
  return 0;
}
