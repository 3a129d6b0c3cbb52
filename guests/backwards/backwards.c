/* What reverse debugging is tried on. The scripts find their lines by the comments. */
#include "guest.h"

/* Lines and variables as they are written. */
#pragma GCC optimize("O0")

struct pair {
  int first, second;
};

int plain;
int watched;
int same;
int table[8];
struct pair pair;
int calls;

static int add(int a, int b) {
  int sum = a + b; /* add: body */
  calls++;
  return sum; /* add: return */
}                 /* add: end */

static int twice(int x) {
  int result;
  result = add(x, x); /* twice: call */
  return result;      /* twice: return */
}

static int factorial(int n) {
  if (n <= 1) return 1; /* factorial: bottom */
  return n * factorial(n - 1);
}

static void nothing(void) {} /* nothing */

/* A function that is one jump. */
__attribute__((naked)) static void jump(void) { __asm__("b nothing"); }

static void steps(void) {
  plain = 1;         /* steps: first */
  plain = add(2, 3); /* steps: call */
  plain++;           /* steps: after call */
  plain = twice(plain); /* steps: nested */
  nothing();         /* steps: empty function */
  jump();            /* steps: jump */
  plain = factorial(4); /* steps: recursion */
  plain += 2;        /* steps: last */
}

static void loops(void) {
  int i;
  for (i = 0; i < 8; i++) { /* loops: head */
    table[i] = i * i;       /* loops: body */
  }
  plain = table[7]; /* loops: after */
}

static void changes(void) {
  int i;
  for (i = 1; i <= 5; i++) { /* changes: head */
    watched = i;             /* changes: write */
    same = 7;                /* changes: same */
    pair.second = 10 * i;    /* changes: member */
  }
  plain = 0; /* changes: after */
}

static void state(void) {
  int local = 1;                      /* state: begin */
  static int kept = 1;
  register int in_register asm("r6") = 1;
  local = 2;                          /* state: local */
  kept = 2;                           /* state: static */
  in_register = 2;                    /* state: register */
  plain = 2;                          /* state: global */
  plain = local + kept + in_register; /* state: sum */
  plain++;                            /* state: end */
}

/* False a million times, in the middle of what else happens. */
static void often(u32 rounds) {
  for (u32 i = 0; i < rounds; i++) {
    same = 7;
    calls++; /* often: body */
  }
}

/* For gdb to call. */

int loud(int x) {
  print("loud %d\n", (u32)x);
  watched = x;
  return x + 1; /* loud: return */
}

int sum(int a, int b, int c, int d, int e, int f) { return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f; }

struct pair swap(struct pair p) {
  struct pair result = {p.second, p.first};
  return result;
}

void for_ever(void) {
  for (;;) calls++;
}

void exception(u32 kind, struct frame *frame) { unexpected(kind, frame); }

int main(void) {
  print("forwards\n");
  steps();
  loops(); /* main: loops */
  changes(); /* main: changes */
  state(); /* main: state */
  often(1000000);
  changes(); /* main: changes again */
  print("%d %d %d\n", (u32)loud(4), (u32)sum(1, 2, 3, 4, 5, 6), (u32)swap(pair).first);
  print("done\n"); /* main: done */
  return 0;
}
