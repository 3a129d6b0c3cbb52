/* Counts what the outside does: characters, breaks, presses of the power key; ends when it has seen enough. */
#include "guest.h"

#define GPIO 0x09030000u
#define UART_ID 33
#define GPIO_ID 39

static volatile u32 characters, sum, breaks, presses;

void exception(u32 kind, struct frame *frame) {
  if (kind != IRQ) unexpected(kind, frame);
  u32 id = REG(GICC + 0x0c);
  if (id == UART_ID) {
    while (!(REG(UART + 0x18) & 0x10)) {
      u32 data = REG(UART);
      if (data & 0x400) {
        breaks++;
      } else {
        characters++;
        sum = sum * 31 + (data & 0xff);
      }
    }
    REG(UART + 0x44) = 0x7ff;
  } else if (id == GPIO_ID) {
    if (REG(GPIO + 0x20)) presses++;
    REG(GPIO + 0x41c) = 8;
  }
  REG(GICC + 0x10) = id;
}

int main(void) {
  interrupts_on();
  REG(GICD + 0x820) = 0x01010101;
  REG(GICD + 0x824) = 0x01010101;
  interrupt_enable(UART_ID);
  interrupt_enable(GPIO_ID);
  REG(UART + 0x2c) = 0x70;
  REG(UART + 0x30) = 0x301;
  REG(UART + 0x38) = 0x10;
  REG(GPIO + 0x40c) = 8;
  REG(GPIO + 0x410) = 8;
  print("ready\n");
  for (volatile u32 i = 0; i < 3000; i++) { /* long enough to be compiled */
  }
  __asm__ volatile("cpsid i");
  while (characters < 43 || breaks < 1 || presses < 1) {
    __asm__ volatile("wfi\n cpsie i\n isb\n cpsid i" ::: "memory");
  }
  print("%d characters, sum %x\n%d break, %d press\n", characters, sum, breaks, presses);
  return 0;
}
