/* System calls: one that does next to nothing, and two that copy 32 bytes. */
#include "program.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

WORKLOAD(syscalls) {
  u32 buffer[8] = {0}, checksum = 0;
  long parent = syscall(SYS_getppid);
  int file = memfd_create("syscalls", 0);
  MUST(file >= 0);
  MUST(ftruncate(file, 4096) == 0);
  for (u32 i = 0; i < rounds * 1000; i++) {
    checksum = mixed(checksum, syscall(SYS_getppid) == parent);
    if (i % 4 != 3) continue;
    off_t place = i % 64 * 32;
    buffer[i / 4 % 8] = checksum;
    MUST(pwrite(file, buffer, sizeof buffer, place) == sizeof buffer);
    MUST(pread(file, buffer, sizeof buffer, i * 5 % 64 * 32) == sizeof buffer);
    checksum = mixed(checksum, buffer[i % 8]);
  }
  close(file);
  return checksum;
}
