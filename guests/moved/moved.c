/* The same code at several addresses, in User mode: whatever is relative to the pc moves with it. */
#include "guest.h"

#define CODE 0x232u /* small page: read only for everyone */
#define DATA 0x033u /* for everyone, execute never */
#define LOCAL 0x800u
#define SECTION 0x00000402u /* AP privileged only, domain 0 */
#define PAGE 4096u
#define DATA_VA 0x70000000u
#define WRITABLE_VA 0x70010000u

#define ROUNDS 6
#define SOME 40
#define MANY 21000 /* entries, for the compiler to notice */

struct user {
  u32 r[13], sp, lr, pc, cpsr;
};

struct routine {
  u32 entry, often;
  const char *name;
};

struct place {
  u32 space, base;
};

extern const struct routine routines[];
extern u8 user_code[], user_end[], which_page[], a_patch[], h_patch[];
void run_user(struct user *user);
__attribute__((noreturn)) void back_from_user(void);

#define HOP 0x4000u /* the page that lies at four addresses in a row */

/* Around the end of the address space in one address space; near to zero and up to the end in the other. */
static const struct place places[] = {{0, 0x50000000}, {0, 0x50006000}, {0, 0xffffe000}, {0, 0xc0300000},
                                      {1, 0x50005000}, {1, 0x00001000}, {1, 0xffffc000}, {1, 0x50000000}};
static const struct place hops[] = {{0, 0x60000000}, {0, 0x60010000}, {0, 0x5fffd000}, {0, 0x01000000},
                                    {1, 0x60000000}, {1, 0x00008000}, {1, 0xff000000}, {1, 0x60001000}};
#define PLACES 8
#define OTHER_PAGE 7 /* the place that has another second page */

static u32 *tables[2];
static u8 *next_free = free_memory;
static struct user now;
static u32 sums[40][PLACES][2], many[40][2];

static u8 *pages(u32 count) {
  u8 *at = next_free;
  next_free += count * PAGE;
  return at;
}

static void map(u32 space, u32 va, u8 *page, u32 flags) {
  u32 *level1 = tables[space] + (va >> 20);
  if (!(*level1 & 1)) *level1 = (u32)pages(1) | 1;
  ((u32 *)(*level1 & ~0x3ffu))[va >> 12 & 255] = (u32)page | flags;
}

static void enter(u32 space) {
  MCR(0, 0, c13, c0, 1); /* CONTEXTIDR: a reserved ASID on the way */
  ISB();
  MCR(tables[space], 0, c2, c0, 0);
  ISB();
  MCR(space + 1, 0, c13, c0, 1);
  ISB();
}

static void synchronize(void) {
  DSB();
  MCR(0, 0, c7, c5, 0); /* ICIALLU */
  DSB();
  ISB();
}

static void add(struct frame *frame, u32 distance, u32 value) {
  frame->r[7] = frame->r[7] * frame->r[12] + distance;
  frame->r[8] = frame->r[8] * frame->r[12] + value;
}

static void value(struct frame *frame, u32 value) { add(frame, value, value); }

static void address(struct frame *frame, u32 address) { add(frame, address - frame->r[9], address); }

#define THUMB 0x20u

/* T, E, mode and the state of the IT block */
static void state(struct frame *frame) { value(frame, frame->cpsr & 0x0600fe3f); }

static void skip(struct frame *frame) {
  u32 thumb = frame->cpsr & THUMB;
  frame->pc += thumb && *(u16 *)frame->pc < 0xe800 ? 2 : 4;
  u32 it = (frame->cpsr >> 25 & 3) | (frame->cpsr >> 8 & 0xfc);
  it = it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
  frame->cpsr = (frame->cpsr & ~0x0600fc00u) | (it & 3) << 25 | (it & 0xfc) << 8;
}

static void call(u32 kind, struct frame *frame) {
  u32 number = frame->cpsr & THUMB ? *(u16 *)(frame->pc - 2) & 0xffu : *(u32 *)(frame->pc - 4) & 0xffffffu;
  switch (number) {
    case 0:
      for (u32 i = 0; i < 13; i++) now.r[i] = frame->r[i];
      back_from_user();
    case 1:
      address(frame, frame->pc);
      state(frame);
      break;
    case 2:
      synchronize();
      break;
    default:
      unexpected(kind, frame);
  }
}

void exception(u32 kind, struct frame *frame) {
  u32 status, where;
  if ((frame->cpsr & 31) != 0x10) unexpected(kind, frame);
  switch (kind) {
    case SUPERVISOR:
      call(kind, frame);
      return;
    case UNDEFINED:
      if (frame->cpsr & THUMB) frame->pc += 2;
      break;
    case DATA_ABORT:
      MRC(status, 0, c5, c0, 0);
      MRC(where, 0, c6, c0, 0);
      value(frame, status & 0xc0f);
      if (where - frame->r[9] < 5 * PAGE) {
        address(frame, where);
      } else {
        value(frame, where);
      }
      break;
    case PREFETCH_ABORT:
      MRC(status, 0, c5, c0, 1);
      value(frame, status & 0x40f);
      if ((status & 0x40f) != 2) { /* not a BKPT */
        MRC(where, 0, c6, c0, 2);
        address(frame, where);
        address(frame, frame->pc);
        state(frame);
        frame->pc = frame->r[5];
        return;
      }
      break;
    default:
      unexpected(kind, frame);
  }
  address(frame, frame->pc);
  state(frame);
  skip(frame);
}

static void write_halfword(u8 *at, u32 code) {
  *(volatile u16 *)at = (u16)code;
  synchronize();
}

static const struct place *place_of(const struct routine *routine, u32 place) {
  return (routine->entry >= HOP ? hops : places) + place;
}

/* Runs a routine at a place; its sums go on from what they were there. */
static void run(u32 number, u32 place, u32 times) {
  const struct routine *routine = routines + number;
  u32 base = place_of(routine, place)->base;
  enter(place_of(routine, place)->space);
  now.r[6] = times;
  now.r[7] = sums[number][place][0];
  now.r[8] = sums[number][place][1];
  now.r[9] = base;
  now.r[10] = DATA_VA;
  now.r[12] = 0x01000193;
  now.sp = DATA_VA + PAGE;
  now.pc = base + (routine->entry & ~1u) % HOP;
  now.cpsr = routine->entry & 1 ? 0x30 : 0x10;
  run_user(&now);
  sums[number][place][0] = now.r[7];
  sums[number][place][1] = now.r[8];
}

/* Until regions are formed, in one place. */
static void run_often(u32 number, u32 place) {
  u32 *sum = sums[number][place];
  u32 distances = sum[0], addresses = sum[1];
  run(number, place, MANY);
  many[number][0] = sum[0];
  many[number][1] = sum[1];
  sum[0] = distances;
  sum[1] = addresses;
}

static void make_tables(void) {
  for (u32 space = 0; space < 2; space++) {
    next_free = (u8 *)(((u32)next_free + 0x3fff) & ~0x3fffu);
    tables[space] = (u32 *)pages(4);
    for (u32 i = 0x400; i < 0x410; i++) tables[space][i] = i << 20 | SECTION;
    tables[space][0x080] = 0x08000000u | SECTION;
    tables[space][0x090] = 0x09000000u | SECTION;
  }
  u8 *data = pages(1);
  u8 *other = pages(1);
  for (u32 i = 0; i < PAGE; i++) other[i] = user_code[PAGE + i];
  *(u16 *)other = 0x0066;
  *(u16 *)(other + (which_page - user_code) % PAGE) = 0x2002; /* movs r0, #2 */
  for (u32 space = 0; space < 2; space++) {
    map(space, DATA_VA, data, DATA);
    map(space, WRITABLE_VA, user_code + 2 * PAGE, DATA);
  }
  for (u32 i = 0; i < PLACES; i++) {
    for (u32 page = 0; page < 4; page++) {
      u8 *code = page == 1 && i == OTHER_PAGE ? other : user_code + page * PAGE;
      map(places[i].space, places[i].base + page * PAGE, code, CODE | LOCAL);
      map(hops[i].space, hops[i].base + page * PAGE, user_code + HOP, CODE | LOCAL);
    }
  }
}

static void print_sums(u32 number) {
  print("%s %x:", routines[number].name, sums[number][0][0]);
  for (u32 i = 0; i < PLACES; i++) {
    if (sums[number][i][0] != sums[number][0][0]) print(" (%x)", sums[number][i][0]);
    print(" %x", sums[number][i][1]);
  }
  if (routines[number].often) print(" and %x %x", many[number][0], many[number][1]);
  print("\n");
}

int main(void) {
  make_tables();
  MCR(1, 0, c3, c0, 0); /* DACR: domain 0 is a client */
  MCR(0, 0, c2, c0, 2); /* TTBCR */
  MCR(tables[0], 0, c2, c0, 0);
  mmu_on();
  for (u32 round = 0; round < ROUNDS; round++) {
    for (u32 i = 0; i < PLACES; i++) {
      u32 place = (round * 3 + i * 5) % PLACES;
      for (u32 number = 0; routines[number].entry; number++) {
        for (u32 value = 0; value < 2; value++) {
          write_halfword(a_patch, value + round); /* mov r0, #value + round */
          write_halfword(h_patch, 0x2000 | (value + round));
          write_halfword(user_end, value + round); /* the second half of movw r0, #value + round */
          run(number, place, SOME / 2);
        }
        if (round == 2 && i == number % PLACES && routines[number].often) run_often(number, place);
      }
    }
  }
  for (u32 number = 0; routines[number].entry; number++) print_sums(number);
  return 0;
}
