/* Two processes that wait for each other: a number goes through a pipe, and another one comes back. */
#include "program.h"

#include <sys/wait.h>
#include <unistd.h>

static u32 received(int from) {
  u32 value;
  MUST(read(from, &value, sizeof value) == sizeof value);
  return value;
}

static void send(int to, u32 value) { MUST(write(to, &value, sizeof value) == sizeof value); }

WORKLOAD(pipes) {
  int there[2], back[2], status;
  u32 exchanges = rounds * 1000, checksum = 0;
  MUST(pipe(there) == 0);
  MUST(pipe(back) == 0);
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) {
    u32 sum = 1;
    for (u32 i = 0; i < exchanges; i++) {
      sum = mixed(sum, received(there[0]));
      send(back[1], sum);
    }
    _exit(0);
  }
  for (u32 i = 0; i < exchanges; i++) {
    send(there[1], checksum + i);
    checksum = mixed(checksum, received(back[0]));
  }
  MUST(waitpid(child, &status, 0) == child);
  return mixed(checksum, (u32)status);
}
