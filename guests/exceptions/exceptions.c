/* Undefined, SVC, breakpoint and alignment exceptions from all privileged modes, banked registers, SRS and RFE, interrupts. */
#include "guest.h"

u32 raise_in(u32 mode, u32 kind);
void banked(u32 *out);
u32 srs_rfe(void);
u32 undefined_in_thumb(void);

static u32 counts[6], modes[32], last_mode, handler_mode;
static volatile u32 irqs;
static u32 nested;

void exception(u32 kind, struct frame *frame) {
  u32 cpsr;
  __asm__ volatile("mrs %0, cpsr" : "=r"(cpsr));
  counts[kind]++;
  last_mode = frame->cpsr & 0x1ff;
  handler_mode = cpsr & 0x1ff;
  modes[frame->cpsr & 31]++;
  switch (kind) {
    case UNDEFINED:
      frame->pc += 4;
      return;
    case PREFETCH_ABORT:
    case DATA_ABORT:
      frame->pc += frame->cpsr & 0x20 ? 2 : 4;
      return;
    case SUPERVISOR:
      return;
    case IRQ: {
      u32 id = REG(GICC + 0x0c);
      if ((id & 1023) == 3 && nested < 3) {
        nested++;
        REG(GICD + 0xf00) = 2u << 24 | 3;
      }
      irqs++;
      REG(GICC + 0x10) = id;
      return;
    }
    default:
      unexpected(kind, frame);
  }
}

int main(void) {
  static const u32 all[] = {0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f};
  static const char *const names[] = {"undefined", "svc", "breakpoint", "alignment"};
  static u32 out[24];
  u32 status, address;
  for (u32 kind = 0; kind < 4; kind++) {
    print("%s:", names[kind]);
    for (u32 m = 0; m < 6; m++) {
      raise_in(all[m] | 0xc0, kind);
      print(" %x>%x", last_mode, handler_mode);
    }
    print("\n");
  }
  MRC(status, 0, c5, c0, 0);
  MRC(address, 0, c6, c0, 0);
  print("data fault %x at %x\n", status, address);
  MRC(status, 0, c5, c0, 1);
  print("prefetch fault %x\n", status);

  for (u32 i = 0; i < 600; i++) raise_in(all[i % 6] | 0xc0, i / 6 % 4);
  print("%d undefined, %d svc, %d prefetch, %d data\n", counts[0], counts[1], counts[2], counts[3]);

  banked(out);
  for (u32 i = 0; i < 18; i++) print("%x%c", out[i], i % 6 == 5 ? '\n' : ' ');
  print("srs, rfe %d\n", srs_rfe());

  /* Undefined in T32, also inside of an IT block. */
  u32 reached = undefined_in_thumb();
  print("T32 %d, %d undefined\n", reached, counts[0]);

  interrupts_on();
  __asm__ volatile("cpsie i");
  REG(GICD + 0xf00) = 2u << 24 | 3;
  while (irqs < 4) {
  }
  print("%d interrupts\n", irqs);
  return 0;
}
