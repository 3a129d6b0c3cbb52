#include "program.h"

#include <sys/mman.h>

#include "generator.h"

static void synchronize(u32 *function) { __builtin___clear_cache((char *)function, (char *)(function + 13)); }

WORKLOAD(codegen) {
  u32 *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  MUST(code != MAP_FAILED);
  return generated(code, rounds, synchronize);
}
