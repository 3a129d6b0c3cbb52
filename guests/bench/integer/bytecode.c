/* An interpreter of a register bytecode, one indirect jump an instruction; its program computes Collatz lengths. */
#include "bench.h"

enum { LOAD, MOVE, ADD, ADDI, MUL3, HALVE, ODD, JUMP, JZ, JEQI, LESS, PUT, GET, XOR, HALT };

struct code {
  u8 op, a, b, c;
};

/* r0 n, r1 length, r2 scratch, r3 limit, r4 longest, r5 checksum, r6 number */
static const struct code program[] = {
    {LOAD, 6, 1, 0},    /*  0 number = 1 */
    {LOAD, 4, 0, 0},    /*  1 longest = 0 */
    {MOVE, 0, 6, 0},    /*  2 n = number */
    {LOAD, 1, 0, 0},    /*  3 length = 0 */
    {JEQI, 0, 1, 11},   /*  4 n == 1: 11 */
    {ADDI, 1, 1, 0},    /*  5 length++ */
    {ODD, 2, 0, 0},     /*  6 */
    {JZ, 2, 10, 0},     /*  7 */
    {MUL3, 0, 0, 0},    /*  8 n = 3 n + 1 */
    {JUMP, 4, 0, 0},    /*  9 */
    {HALVE, 0, 4, 0},   /* 10 n /= 2, to 4 */
    {PUT, 1, 6, 0},     /* 11 memory[number] = length */
    {XOR, 5, 1, 0},     /* 12 checksum */
    {ADD, 5, 6, 0},     /* 13 */
    {LESS, 2, 4, 1},    /* 14 longest < length */
    {JZ, 2, 17, 0},     /* 15 */
    {MOVE, 4, 1, 0},    /* 16 */
    {ADDI, 6, 1, 0},    /* 17 number++ */
    {LESS, 2, 6, 3},    /* 18 number < limit: 2 */
    {JZ, 2, 21, 0},     /* 19 */
    {JUMP, 2, 0, 0},    /* 20 */
    {GET, 2, 4, 0},     /* 21 */
    {XOR, 5, 2, 0},     /* 22 */
    {HALT, 0, 0, 0},    /* 23 */
};

static u32 registers[8], memory[256];

static NOINLINE u32 interpret(const struct code *at) {
  static const void *const labels[] = {&&load, &&move, &&add,  &&addi, &&mul3, &&halve, &&odd, &&jump,
                                       &&jz,   &&jeqi, &&less, &&put,  &&get,  &&xor_,  &&halt};
  u32 *r = registers;
  struct code code;
#define NEXT()          \
  do {                  \
    code = *at++;       \
    goto *labels[code.op]; \
  } while (0)
  NEXT();
load:
  r[code.a] = code.b;
  NEXT();
move:
  r[code.a] = r[code.b];
  NEXT();
add:
  r[code.a] += r[code.b];
  NEXT();
addi:
  r[code.a] += code.b;
  NEXT();
mul3:
  r[code.a] = 3 * r[code.a] + 1;
  NEXT();
halve:
  r[code.a] >>= 1;
  at = program + code.b;
  NEXT();
odd:
  r[code.a] = r[code.b] & 1;
  NEXT();
jump:
  at = program + code.a;
  NEXT();
jz:
  if (!r[code.a]) at = program + code.b;
  NEXT();
jeqi:
  if (r[code.a] == code.b) at = program + code.c;
  NEXT();
less:
  r[code.a] = r[code.b] < r[code.c];
  NEXT();
put:
  memory[r[code.b] & 255] = r[code.a];
  NEXT();
get:
  r[code.a] = memory[r[code.b] & 255];
  NEXT();
xor_:
  r[code.a] = (r[code.a] << 1 | r[code.a] >> 31) ^ r[code.b];
  NEXT();
halt:
  return registers[5];
}

WORKLOAD(bytecode) {
  u32 checksum = 0;
  registers[5] = 0;
  for (u32 round = 0; round < rounds; round++) {
    registers[3] = 1000 + round % 7;
    checksum = mixed(checksum, interpret(program));
  }
  return checksum;
}
