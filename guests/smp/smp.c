/* Eight CPUs: PSCI, exclusive monitors, software-generated interrupts, WFE and SEV, CPU_OFF. */
#include "guest.h"

#define CPUS 8
#define ROUNDS 1500
#define CPU_ON 0x84000003u
#define AFFINITY_INFO 0x84000004u

static volatile u32 up, lock, total, go, finished;
static volatile u32 received[CPUS], from[CPUS];

void exception(u32 kind, struct frame *frame) {
  if (kind != IRQ) unexpected(kind, frame);
  u32 id = REG(GICC + 0x0c);
  u32 me = cpu_number();
  received[me]++;
  from[me] |= 1u << (id >> 10 & 7);
  REG(GICC + 0x10) = id;
}

static void add(volatile u32 *to, u32 value) {
  u32 sum, failed;
  do {
    __asm__ volatile("ldrex %0, [%3]\n add %0, %0, %2\n strex %1, %0, [%3]"
                     : "=&r"(sum), "=&r"(failed)
                     : "r"(value), "r"(to)
                     : "memory");
  } while (failed);
  __asm__ volatile("dmb; sev" ::: "memory");
}

static void take(volatile u32 *l) {
  u32 old, failed;
  do {
    __asm__ volatile("ldrex %0, [%1]" : "=r"(old) : "r"(l) : "memory");
    if (old) {
      __asm__ volatile("wfe");
      failed = 1;
      continue;
    }
    __asm__ volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(1), "r"(l) : "memory");
  } while (failed);
  __asm__ volatile("dmb" ::: "memory");
}

static void release(volatile u32 *l) {
  __asm__ volatile("dmb" ::: "memory");
  *l = 0;
  __asm__ volatile("dsb; sev" ::: "memory");
}

static void work(void) {
  for (u32 i = 0; i < ROUNDS; i++) {
    take(&lock);
    total = total + 1; /* counting */
    release(&lock);
  }
  add(&finished, 1);
}

static void wait_for(volatile u32 *value, u32 wanted) {
  while (*value < wanted) __asm__ volatile("wfe");
}

void secondary_main(u32 context) {
  interrupts_on();
  __asm__ volatile("cpsie i");
  if (context != 0x1000 + cpu_number()) print("CPU %d got context %x\n", cpu_number(), context);
  add(&up, 1);
  wait_for(&go, 1);
  work();
  __asm__ volatile("cpsid i"); /* none may come between the look and the wait */
  while (received[cpu_number()] < 3) __asm__ volatile("wfi\n cpsie i\n isb\n cpsid i" ::: "memory");
  add(&up, (u32)-1);
}

int main(void) {
  interrupts_on();
  __asm__ volatile("cpsie i");
  for (u32 cpu = 1; cpu < CPUS; cpu++) {
    int result = psci(CPU_ON, cpu, (u32)secondary, 0x1000 + cpu);
    wait_for(&up, cpu);
    print("CPU %d: %d, again: %d\n", cpu, (u32)result, (u32)-psci(CPU_ON, cpu, (u32)secondary, 0));
  }
  print("no such CPU: %d\n", (u32)-psci(CPU_ON, CPUS, (u32)secondary, 0));
  add(&go, 1);
  work();
  wait_for(&finished, CPUS);
  print("%d times locked\n", total);

  for (u32 cpu = 1; cpu < CPUS; cpu++) { /* one after the other, then all the others, twice */
    REG(GICD + 0xf00) = 1u << (16 + cpu) | 5;
    while (received[cpu] < 1) {
    }
  }
  REG(GICD + 0xf00) = 1u << 24 | 6;
  for (u32 cpu = 1; cpu < CPUS; cpu++) {
    while (received[cpu] < 2) {
    }
  }
  REG(GICD + 0xf00) = 2u << 24 | 7; /* itself */
  while (received[0] < 1) {
  }
  REG(GICD + 0xf00) = 1u << 24 | 8;
  for (u32 cpu = 1; cpu < CPUS; cpu++) {
    while (psci(AFFINITY_INFO, cpu, 0, 0) != 1) {
    }
    print("CPU %d: %d interrupts from %x, off\n", cpu, received[cpu], from[cpu]);
  }
  print("CPU 0: %d from %x, %d others up\n", received[0], from[0], up);
  int result = psci(CPU_ON, 3, (u32)secondary, 0x1003);
  wait_for(&finished, CPUS + 1);
  print("CPU 3 on again: %d, %d times locked\n", (u32)result, total);
  return 0;
}
