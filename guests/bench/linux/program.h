/* What the workloads need of Linux. */
#ifndef PROGRAM_H
#define PROGRAM_H

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

/* For calls that a working system does not refuse. */
#define MUST(call)      \
  do {                  \
    if (!(call)) {      \
      perror(#call);    \
      exit(1);          \
    }                   \
  } while (0)

#endif
