/* The virtual timer interrupts a computation every 100 ticks, which are 1,600 instructions when each counts as a ns. */
#include "board.h"

#define VIRTUAL 27
#define PERIOD 100

static volatile u32 interrupts;

static void on_interrupt(u32 kind, struct frame *frame) {
  if (kind != IRQ) unexpected(kind, frame);
  u32 id = REG(GICC + 0x0c);
  if (id == VIRTUAL) {
    interrupts++;
    MCR(PERIOD, 0, c14, c3, 0);
  }
  REG(GICC + 0x10) = id;
}

/* How long the computing takes depends on time; what it computes does not. */
static NOINLINE u32 computed(void) {
  u32 sum = 1;
  for (u32 i = 0; i < 100; i++) sum = mixed(sum, i);
  return sum;
}

WORKLOAD(storm) {
  u32 target = rounds * 1000, sum = computed();
  on_exception = on_interrupt;
  interrupts_on();
  interrupt_enable(VIRTUAL);
  MCR(PERIOD, 0, c14, c3, 0);
  MCR(1, 0, c14, c3, 1);
  __asm__ volatile("cpsie i");
  while (interrupts < target) {
    if (computed() != sum) return 0;
  }
  __asm__ volatile("cpsid i");
  MCR(0, 0, c14, c3, 1);
  return mixed(sum, target);
}
