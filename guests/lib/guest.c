#include "guest.h"

#include <stdarg.h>

static void put(char c) {
  while (REG(UART + 0x18) & 0x20) {
  }
  *(volatile u8 *)UART = (u8)c;
}

static void print_number(u32 value) {
  char digits[10];
  int n = 0;
  do {
    digits[n++] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  while (n) put(digits[--n]);
}

void print(const char *format, ...) {
  va_list values;
  va_start(values, format);
  for (; *format; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    switch (*++format) {
      case 'd':
        print_number(va_arg(values, u32));
        break;
      case 'x': {
        u32 value = va_arg(values, u32);
        for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[value >> shift & 15]);
        break;
      }
      case 's':
        for (const char *text = va_arg(values, const char *); *text; text++) put(*text);
        break;
      default:
        put((char)va_arg(values, int));
    }
  }
  va_end(values);
}

void unexpected(u32 kind, struct frame *frame) {
  static const char *const names[] = {"undefined", "svc", "prefetch abort", "data abort", "irq", "fiq"};
  print("unexpected %s at %x, cpsr %x\n", names[kind], frame->pc, frame->cpsr);
  power_off();
}

void interrupts_on(void) {
  REG(GICD) = 1;
  REG(GICC + 4) = 0xff;
  REG(GICC) = 1;
}

void interrupt_enable(u32 id) { REG(GICD + 0x100 + id / 32 * 4) = 1u << id % 32; }

void mmu_on(void) {
  MCR(0, 0, c8, c7, 0); /* TLBIALL */
  DSB();
  ISB();
  u32 sctlr;
  MRC(sctlr, 0, c1, c0, 0);
  MCR(sctlr | 1, 0, c1, c0, 0);
  ISB();
}

void flush_page(u32 va) {
  DSB();
  MCR(va, 0, c8, c7, 3); /* TLBIMVAA */
  DSB();
  ISB();
}

u32 load(u32 va) {
  register u32 r0 __asm__("r0") = va;
  __asm__ volatile("ldr r0, [r0]" : "+r"(r0)::"memory");
  return r0;
}

void store(u32 va, u32 value) {
  register u32 r0 __asm__("r0") = va;
  __asm__ volatile("str %1, [r0]" : "+r"(r0) : "r"(value) : "memory");
}

u32 walk_window(u32 window, u32 pages, void (*unmap)(u32 page)) {
  u32 sum = 0;
  for (u32 round = 0; round < 40; round++) {
    for (u32 i = 0; i < pages; i++) store(window + i * 4096 + round * 4, i * round);
    for (u32 i = 0; i < pages; i++) sum = sum * 5 + load(window + i * 4096 + round * 4);
    unmap(round * 7 % pages);
  }
  return sum;
}

u32 cpu_number(void) {
  u32 mpidr;
  MRC(mpidr, 0, c0, c0, 5);
  return mpidr & 7;
}

__attribute__((weak)) void secondary_main(u32 context) { (void)context; }
