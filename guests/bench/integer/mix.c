/* A list that is searched, reversed and sorted, small matrices, and a state machine that reads numbers. */
#include "bench.h"

#define ITEMS 128
#define SIDE 14

struct item {
  struct item *next;
  i16 key;
  u16 payload;
};

static struct item items[ITEMS];
static i16 left[SIDE][SIDE], right[SIDE][SIDE];
static i32 product[SIDE][SIDE];

static u32 crc16(u32 crc, u32 value) {
  for (u32 bit = 0; bit < 16; bit++, value >>= 1) crc = crc >> 1 ^ ((crc ^ value) & 1 ? 0xa001 : 0);
  return crc;
}

static struct item *build(u32 seed) {
  for (u32 i = 0; i < ITEMS; i++) {
    items[i].key = (i16)(next_random(&seed) % 1000);
    items[i].payload = (u16)i;
    items[i].next = i + 1 < ITEMS ? &items[i + 1] : 0;
  }
  return items;
}

static struct item *reversed(struct item *list) {
  struct item *done = 0;
  while (list) {
    struct item *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

static const struct item *found(const struct item *list, i32 key) {
  while (list && list->key != key) list = list->next;
  return list;
}

static i32 by_key(const struct item *a, const struct item *b) { return a->key - b->key; }
static i32 by_payload(const struct item *a, const struct item *b) { return a->payload - b->payload; }

/* Merge sort from the bottom up, runs of 1, 2, 4, ... items. */
static NOINLINE struct item *sorted(struct item *list, i32 (*order)(const struct item *, const struct item *)) {
  for (u32 width = 1;; width *= 2) {
    struct item *rest = list, *head = 0, **end = &head;
    u32 merges = 0;
    while (rest) {
      struct item *a = rest, *b = rest;
      u32 na = 0, nb = width;
      while (na < width && b) {
        b = b->next;
        na++;
      }
      while (na || (nb && b)) {
        struct item *taken;
        if (na && (!nb || !b || order(a, b) <= 0)) {
          taken = a;
          a = a->next;
          na--;
        } else {
          taken = b;
          b = b->next;
          nb--;
        }
        *end = taken;
        end = &taken->next;
      }
      rest = b;
      merges++;
    }
    *end = 0;
    list = head;
    if (merges <= 1) return list;
  }
}

static NOINLINE u32 lists(u32 crc, u32 round) {
  struct item *list = build(round * 77 + 1);
  u32 hits = 0;
  for (i32 key = 0; key < 40; key++) {
    const struct item *item = found(list, key * 23);
    if (item) hits += item->payload;
    list = reversed(list);
  }
  crc = crc16(crc, hits);
  list = sorted(list, by_key);
  for (struct item *item = list; item; item = item->next) crc = crc16(crc, (u32)item->key);
  list = sorted(list, by_payload);
  return crc16(crc, (u32)list->key);
}

static NOINLINE u32 matrices(u32 crc, u32 round) {
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) {
      left[i][j] = (i16)(round + i * j);
      right[i][j] = (i16)(i * 3 + j * round);
    }
  }
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) {
      i32 sum = 0;
      for (u32 k = 0; k < SIDE; k++) sum += left[i][k] * right[k][j];
      product[i][j] = sum;
    }
  }
  i32 bits = 0;
  for (u32 i = 0; i < SIDE; i++) {
    for (u32 j = 0; j < SIDE; j++) bits += (product[i][j] >> 2 & 15) * (product[i][j] >> 5 & 127);
  }
  return crc16(crc, (u32)bits);
}

enum state { START, SIGNED, DIGITS, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, BAD, STATES };

static enum state step(enum state state, char c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
    case START:
      return digit ? DIGITS : c == '-' || c == '+' ? SIGNED : c == '.' ? FRACTION : BAD;
    case SIGNED:
      return digit ? DIGITS : c == '.' ? FRACTION : BAD;
    case DIGITS:
      return digit ? DIGITS : c == '.' ? FRACTION : c == 'e' ? EXPONENT : BAD;
    case FRACTION:
      return digit ? FRACTION : c == 'e' ? EXPONENT : BAD;
    case EXPONENT:
      return digit ? POWER : c == '-' || c == '+' ? EXPONENT_SIGN : BAD;
    case EXPONENT_SIGN:
    case POWER:
      return digit ? POWER : BAD;
    default:
      return BAD;
  }
}

static NOINLINE u32 numbers(u32 crc, u32 round) {
  static const char text[] = "5012,-12.75,+.5e3,1234e-7,T0.3,-6e,98.5e+12,abc,77.,-110.700,+0.64400,.1.2,5.500e+3,87830,8x";
  u32 ends[STATES] = {0};
  enum state state = START;
  for (u32 i = 0; i < sizeof text; i++) {
    char c = text[(i + round) % (sizeof text - 1)];
    if (c == ',') {
      ends[state]++;
      state = START;
    } else {
      state = step(state, c);
    }
  }
  for (u32 i = 0; i < STATES; i++) crc = crc16(crc, ends[i]);
  return crc;
}

WORKLOAD(mix) {
  u32 crc = 0xffff;
  for (u32 round = 0; round < rounds; round++) {
    crc = lists(crc, round);
    crc = matrices(crc, round);
    for (u32 i = 0; i < 4; i++) crc = numbers(crc, round * 4 + i);
  }
  return crc;
}
