/* What the test guests share: a console, exceptions, interrupts, PSCI. */
#ifndef GUEST_H
#define GUEST_H

/* The compiler is not to use them, asm statements may. */
__asm__(".fpu neon-vfpv4");

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned u32;
typedef unsigned long long u64;

#define REG(address) (*(volatile u32 *)(address))
#define UART 0x09000000u
#define GICD 0x08000000u
#define GICC 0x08010000u

#define MRC(value, op1, crn, crm, op2) \
  __asm__ volatile("mrc p15, " #op1 ", %0, " #crn ", " #crm ", " #op2 : "=r"(value))
#define MCR(value, op1, crn, crm, op2) \
  __asm__ volatile("mcr p15, " #op1 ", %0, " #crn ", " #crm ", " #op2 ::"r"(value) : "memory")
#define ISB() __asm__ volatile("isb" ::: "memory")
#define DSB() __asm__ volatile("dsb" ::: "memory")

enum { UNDEFINED, SUPERVISOR, PREFETCH_ABORT, DATA_ABORT, IRQ, FIQ };

/* What an exception found; changes take effect on return. */
struct frame {
  u32 cpsr;
  u32 unused;
  u32 r[13];
  u32 pc; /* of the instruction that did not happen; after an SVC the next one, undefined in T32 2 less */
};

/* The program's own, for every exception. */
void exception(u32 kind, struct frame *frame);

/* print("x = %d, %x\n", ...): %d unsigned decimal, %x eight hexadecimal digits, %s string, %c character. */
void print(const char *format, ...);

/* Prints the exception and powers off. */
void unexpected(u32 kind, struct frame *frame);

/* Switches this CPU's interface on, and an interrupt for it. */
void interrupts_on(void);
void interrupt_enable(u32 id);

void power_off(void);
void cpu_off(void);
int psci(u32 function, u32 a, u32 b, u32 c);

/* Entry of secondary CPUs, and what it calls if the program has any. */
void secondary(void);
void secondary_main(u32 context);

u32 cpu_number(void);

/* Forgets cached translations and switches the MMU on; tables and their registers are the program's. */
void mmu_on(void);

/* After a change of a page's descriptor. */
void flush_page(u32 va);

/* Of a word, by an instruction with the address in r0: exception() may skip it by pc += 4 and answer in r[0]. */
u32 load(u32 va);
void store(u32 va, u32 value);

/* Writes and reads words all over a window of pages, and unmaps one of them every time; a sum of what was read. */
u32 walk_window(u32 window, u32 pages, void (*unmap)(u32 page));

/* The first byte behind the program, on a 64 KB boundary. */
extern u8 free_memory[];

#endif
