/* Resets itself twice by PSCI and powers off at the third start: what a reset keeps and what it does not. */
#include "guest.h"

#define SYSTEM_RESET 0x84000009u
#define KEPT REG(0x40800000u) /* where nothing is loaded */

static u32 loaded = 0x600d;

void exception(u32 kind, struct frame *frame) { unexpected(kind, frame); }

int main(void) {
  static volatile u32 zeroed;
  u32 sctlr, vbar;
  MRC(sctlr, 0, c1, c0, 0);
  MRC(vbar, 0, c12, c0, 0);
  u32 starts = KEPT >> 8 == 0x5eed00 ? KEPT & 255 : 0;
  print("start %d: loaded %x, zeroed %d, sctlr %x, gic %x %x, timer %x\n", starts + 1, loaded, zeroed, sctlr & 0x2005,
        REG(GICD), REG(GICD + 0x104), ({
          u32 control;
          MRC(control, 0, c14, c3, 1);
          control;
        }));
  loaded = 0xbad;
  zeroed = 1;
  KEPT = 0x5eed0000u | (starts + 1);
  interrupts_on();
  interrupt_enable(33);
  MCR(1u << 12 | sctlr, 0, c1, c0, 0); /* instruction cache on */
  MCR(3, 0, c14, c3, 1);               /* timer on and masked */
  ISB();
  for (volatile u32 i = 0; i < 3000 * (starts + 1); i++) {
  }
  if (starts < 2) psci(SYSTEM_RESET, 0, 0, 0);
  return (int)vbar;
}
