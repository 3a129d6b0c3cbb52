/* Pages on demand: of those that are mapped some are read first, some written, some both, and all go away again. */
#include "program.h"

#include <sys/mman.h>

#define PAGES 256

WORKLOAD(pages) {
  u32 checksum = 0;
  for (u32 round = 0; round < rounds * 10; round++) {
    u8 *window = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(window != MAP_FAILED);
    for (u32 page = 0; page < PAGES; page++) {
      volatile u32 *word = (volatile u32 *)(window + page * 4096) + round % 1024;
      u32 value = page & 1 ? *word : page;
      if (page & 2) *word = value + round;
      checksum = mixed(checksum, value + (page & 3 ? *word : 0));
    }
    MUST(munmap(window, PAGES * 4096) == 0);
  }
  return checksum;
}
