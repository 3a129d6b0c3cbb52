/*
 * Runs the workloads that are plain C on the host, or with LINUX those of linux/ too on Debian's armhf:
 * native NAME [ROUNDS | short | full | long]. Prints what the guest prints.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static u8 memory[32 << 20] __attribute__((aligned(4096)));
u8 *const arena = memory;

#define INTEGER(name, full, brief) u32 name(u32 rounds);
#define FLOATING INTEGER
#define NEON INTEGER
#define SYSTEM(name, full, brief)
#include "workloads.h"
#undef SYSTEM
#ifdef LINUX
#define SYSTEM INTEGER
#define DEBIAN(name, full)
#include "linux/workloads.h"
#undef SYSTEM
#endif
#undef INTEGER

static const struct {
  const char *name;
  u32 (*run)(u32 rounds);
  u32 full, brief;
} workloads[] = {
#define INTEGER(name, full, brief) {#name, name, full, brief},
#define SYSTEM(name, full, brief)
#include "workloads.h"
#undef SYSTEM
#ifdef LINUX
#define SYSTEM INTEGER
#include "linux/workloads.h"
#endif
};

int main(int count, char **arguments) {
  if (count < 2) return 2;
  for (u32 i = 0; i < LENGTH(workloads); i++) {
    if (strcmp(workloads[i].name, arguments[1])) continue;
    u32 rounds = workloads[i].full;
    if (count > 2 && !strcmp(arguments[2], "short")) {
      rounds = workloads[i].brief;
    } else if (count > 2 && !strcmp(arguments[2], "long")) {
      rounds *= 3;
    } else if (count > 2 && strcmp(arguments[2], "full")) {
      rounds = (u32)atoi(arguments[2]);
    }
    printf("%s %08x\n", arguments[1], workloads[i].run(rounds));
    return 0;
  }
  return 1;
}
