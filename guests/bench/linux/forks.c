/* Processes that begin as a copy of their parent, write to some of the pages they share with it, and end. */
#include "program.h"

#include <sys/wait.h>
#include <unistd.h>

#define PAGES 64

WORKLOAD(forks) {
  u32 checksum = 0;
  for (u32 page = 0; page < PAGES; page++) arena[page * 4096] = (u8)page;
  for (u32 round = 0; round < rounds * 100; round++) {
    int status;
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0) {
      u32 sum = checksum;
      for (u32 page = round % 4; page < PAGES; page += 4) sum = mixed(sum, arena[page * 4096]++);
      _exit((int)(sum & 0xff));
    }
    MUST(waitpid(child, &status, 0) == child);
    arena[round % PAGES * 4096] ^= (u8)round;
    checksum = mixed(checksum, (u32)status);
  }
  return checksum;
}
