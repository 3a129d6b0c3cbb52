/* A timer whose signals interrupt a computation, every 20 us at the most. */
#include "program.h"

#include <signal.h>
#include <sys/time.h>

static volatile u32 signals_taken;

static void on_alarm(int number) {
  (void)number;
  signals_taken++;
}

/* How long the computing takes depends on time; what it computes does not. */
static NOINLINE u32 computed(void) {
  u32 sum = 1;
  for (u32 i = 0; i < 100; i++) sum = mixed(sum, i);
  return sum;
}

WORKLOAD(signals) {
  u32 target = rounds * 1000, sum = computed();
  struct sigaction action = {.sa_handler = on_alarm};
  struct itimerval often = {{0, 20}, {0, 20}}, never = {{0, 0}, {0, 0}};
  MUST(sigaction(SIGALRM, &action, NULL) == 0);
  MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
  while (signals_taken < target) {
    if (computed() != sum) return 0;
  }
  MUST(setitimer(ITIMER_REAL, &never, NULL) == 0);
  return mixed(sum, target);
}
