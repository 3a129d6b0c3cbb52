/* Both generic timers interrupt a CPU that waits for them with WFI, and one that computes. */
#include "guest.h"

#define PHYSICAL 30
#define VIRTUAL 27
#define MILLISECOND 62500u

static volatile u32 ticks[32];
static u32 early;
static u64 deadline;

static u64 counter(void) {
  u32 low, high;
  __asm__ volatile("isb; mrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high));
  return (u64)high << 32 | low;
}

static void arm_virtual(u64 when) {
  deadline = when;
  __asm__ volatile("mcrr p15, 3, %0, %1, c14" ::"r"((u32)when), "r"((u32)(when >> 32)));
  MCR(1, 0, c14, c3, 1);
}

void exception(u32 kind, struct frame *frame) {
  if (kind != IRQ) unexpected(kind, frame);
  u32 id = REG(GICC + 0x0c);
  ticks[id & 31]++;
  if (id == VIRTUAL) {
    if (counter() < deadline) early++;
    arm_virtual(deadline + MILLISECOND);
  } else if (id == PHYSICAL) {
    MCR(MILLISECOND / 3, 0, c14, c2, 0);
  }
  REG(GICC + 0x10) = id;
}

int main(void) {
  interrupts_on();
  interrupt_enable(VIRTUAL);
  interrupt_enable(PHYSICAL);
  arm_virtual(counter() + MILLISECOND);
  __asm__ volatile("cpsie i");

  u32 woken = 0;
  while (ticks[VIRTUAL] < 20) {
    __asm__ volatile("wfi");
    woken++;
  }
  print("20 ticks slept through, %s\n", woken >= 10 ? "woken by them" : "not woken");

  u32 sum = 0, before = ticks[VIRTUAL];
  while (ticks[VIRTUAL] < before + 10) {
    for (u32 i = 0; i < 1000; i++) sum += i;
  }
  print("10 ticks computed through, %s\n", sum ? "computing" : "idle");

  MCR(MILLISECOND / 3, 0, c14, c2, 0);
  MCR(1, 0, c14, c2, 1);
  while (ticks[PHYSICAL] < 30) __asm__ volatile("wfi");
  MCR(0, 0, c14, c2, 1);
  MCR(0, 0, c14, c3, 1);
  print("30 physical ticks, %d early\n", early);
  return 0;
}
