/* Records that are copied and linked, strings that are copied and compared, small procedures with results by pointer. */
#include "bench.h"

enum colour { RED, GREEN, BLUE, YELLOW, BLACK };

struct record {
  struct record *partner;
  enum colour colour;
  enum colour other;
  i32 amount;
  char text[32];
};

static struct record first, second;
static char letter_one, letter_two;
static i32 table[50][50], row[50];

static NOINLINE void copy_text(char *to, const char *from) {
  while ((*to++ = *from++)) {
  }
}

static NOINLINE i32 compare_text(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return (i32)(u8)*a - (i32)(u8)*b;
}

static NOINLINE enum colour recoloured(enum colour colour, i32 amount) {
  switch (colour) {
    case RED:
      return amount > 100 ? RED : YELLOW;
    case GREEN:
      return BLACK;
    case BLUE:
      return amount & 1 ? GREEN : RED;
    default:
      return colour == BLACK ? BLUE : colour;
  }
}

static NOINLINE void adjust(i32 a, i32 b, i32 *result) { *result = b + a + 2; }

static NOINLINE void exchange(struct record *record) {
  struct record *partner = record->partner;
  *partner = *record;
  record->amount = 5;
  partner->amount = record->amount;
  partner->partner = record->partner;
  if (partner->colour == RED) {
    partner->amount = 6;
    partner->other = recoloured(record->other, partner->amount);
    adjust(partner->amount, 10, &partner->amount);
  } else {
    *record = *record->partner;
  }
}

static NOINLINE void fill(i32 *line, i32 lines[50][50], i32 at, i32 value) {
  i32 place = at + 5;
  line[place] = value;
  line[place + 1] = line[place];
  line[place + 30] = place;
  for (i32 i = place; i <= place + 1; i++) lines[place][i] = place;
  lines[place][place - 1]++;
  lines[place + 10][place] = line[place];
}

static NOINLINE i32 same_letter(const char *a, const char *b) {
  i32 at = 2;
  char letter = 0;
  while (at <= 2) {
    if (a[at] == b[at + 1]) {
      letter = 'A';
      at++;
    } else {
      break;
    }
  }
  if (letter >= 'W' && letter < 'Z') at = 7;
  return letter == 'R' || compare_text(a, b) > 0 ? at + 7 : at;
}

WORKLOAD(records) {
  u32 checksum = 0;
  char one[32], two[32];
  first.partner = &second;
  first.colour = RED;
  first.other = BLUE;
  first.amount = 40;
  copy_text(first.text, "THE PROGRAM OF SOME OLD RECORDS");
  copy_text(one, "THE PROGRAM OF THE FIRST STRING");
  for (u32 round = 0; round < rounds * 1000; round++) {
    i32 a = 2, b = 3, c = 0;
    letter_one = 'A';
    letter_two = (char)('B' + (round & 1));
    copy_text(two, round & 1 ? "THE PROGRAM OF THE OTHER STRING" : "THE PROGRAM OF THE FIRST STRING");
    i32 different = same_letter(one, two);
    while (a < b) {
      c = 5 * a - b;
      adjust(a, b, &c);
      a++;
    }
    fill(row, table, a, c);
    exchange(&first);
    for (char letter = 'A'; letter <= letter_two; letter++) {
      if (recoloured((enum colour)(letter - 'A'), c) == first.other) c += a;
    }
    b = b * a;
    a = b / (c + 1);
    b = 7 * (b - c) - a;
    checksum = mixed(checksum, (u32)(a + b * 3 + c * 5 + different));
  }
  for (u32 i = 0; i < 50; i++) checksum = mixed(checksum, (u32)(row[i] + table[i][i]));
  return mixed(checksum, (u32)(first.amount + second.amount * 7 + letter_one));
}
