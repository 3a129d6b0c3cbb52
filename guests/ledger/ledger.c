/*
 * Moves money between accounts, audits the books now and then, and keeps a history of timer ticks. One store goes
 * where it should not; the audit finds out long afterwards.
 */
typedef unsigned u32;
typedef unsigned long long u64;

#define REG(address) (*(volatile u32 *)(address))
#define UART 0x09000000u
#define GICD 0x08000000u
#define GICC 0x08010000u
#define TIMER_PPI 27
#define TICK_COUNTS 62500u /* 1 ms of the 62.5 MHz counter */

#define ACCOUNTS 8
#define OPENING 1000
#define HISTORY 96
#define AUDIT_EVERY 10000000

struct account {
  int balance;
  struct account *next;
};

static struct {
  u32 history[HISTORY];
  struct account *first;
} books;

static struct account accounts[ACCOUNTS];
static u32 history_at;
static volatile u32 ticks;

void power_off(void);

static void put(char c) {
  while (REG(UART + 0x18) & 0x20) {
  }
  REG(UART) = c;
}

static void print(const char *text) {
  for (; *text; text++) {
    if (*text == '\n') put('\r');
    put(*text);
  }
}

static void print_number(u32 value) {
  char digits[10];
  int n = 0;
  do {
    digits[n++] = '0' + value % 10;
    value /= 10;
  } while (value);
  while (n) put(digits[--n]);
}

static void print_hex(u32 value) {
  for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[value >> shift & 15]);
}

static u32 now(void) {
  u32 low, high;
  __asm__ volatile("mrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high));
  return low;
}

static void arm_timer(void) {
  __asm__ volatile("mcr p15, 0, %0, c14, c3, 0" ::"r"(TICK_COUNTS)); /* CNTV_TVAL */
  __asm__ volatile("mcr p15, 0, %0, c14, c3, 1" ::"r"(1));           /* CNTV_CTL */
}

/* Remembers when a tick came. The comparison is the bug: it lets one entry too many in. */
__attribute__((noinline)) static void remember_tick(u32 when) {
  if (history_at > HISTORY) history_at = 0;
  ((volatile u32 *)books.history)[history_at++] = when;
}

void interrupt(void) {
  u32 id = REG(GICC + 0x0c);
  if (id == TIMER_PPI) {
    ticks++;
    remember_tick(now());
    arm_timer();
  }
  REG(GICC + 0x10) = id;
}

void fault(u32 kind, u32 pc) {
  static const char *const names[] = {"undefined instruction", "prefetch abort", "data abort"};
  print("\n*** ");
  print(names[kind]);
  print(" at ");
  print_hex(pc);
  print(", power off\n");
  power_off();
}

__attribute__((noinline, noreturn)) static void panic(const char *why, int found) {
  print("panic: ");
  print(why);
  print(", found ");
  print_number((u32)found);
  print("\n");
  __builtin_trap();
}

__attribute__((noinline)) static void transfer(u32 from, u32 to, int amount) {
  accounts[from].balance -= amount;
  accounts[to].balance += amount;
}

__attribute__((noinline)) static void audit(void) {
  int sum = 0;
  u32 seen = 0;
  for (struct account *a = books.first; a && seen < ACCOUNTS; a = a->next, seen++) sum += a->balance;
  if (sum != ACCOUNTS * OPENING) panic("the books do not balance: expected 8000", sum);
}

int main(void) {
  REG(UART + 0x30) = 0x301; /* enable, receive, transmit */
  print("ledger: 8 accounts of 1000, a tick every ms\n");
  for (u32 i = 0; i < ACCOUNTS; i++) {
    accounts[i].balance = OPENING;
    accounts[i].next = books.first;
    books.first = &accounts[i];
  }
  REG(GICD) = 1;
  REG(GICD + 0x100) = 1u << TIMER_PPI;
  REG(GICC + 4) = 0xff;
  REG(GICC) = 1;
  arm_timer();
  __asm__ volatile("cpsie i");

  u32 random = 1;
  for (u32 n = 1;; n++) {
    random = random * 1664525u + 1013904223u;
    transfer(random >> 29, random >> 26 & 7, (int)(random >> 8 & 63));
    if (n % 2000000 == 0) {
      print("ledger: ");
      print_number(n);
      print(" transfers, ");
      print_number(ticks);
      print(" ticks\n");
    }
    if (n % AUDIT_EVERY == 0) audit();
  }
}
