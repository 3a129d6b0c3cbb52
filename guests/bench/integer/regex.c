/* Searches lines for patterns by backtracking: literals, ., classes, *, +, ?, ^ and $. */
#include "bench.h"

static const char *const patterns[] = {"^a.*z$", "[0-9]+\\.[0-9]+", "(", "er+or", "q?u[aeiou]+[^ ]*k", "[a-f][a-f][a-f]+", ".*x.*y.*z"};

static const char *const words[] = {"quick ",  "error ", "3.14159 ", "beadface ", "axe ",  "lazy ", "10.0.2.15 ", "abcz",
                                    "queuek ", "xylem ", "facade ",  "unlucky ",  "zzz ", "( ",    "at 0x4000 ", "erroor "};

static i32 here(const char *pattern, const char *text);

/* The end of the piece at the start of a pattern. */
static const char *after(const char *pattern) {
  if (*pattern == '\\') return pattern + 2;
  if (*pattern == '[') {
    while (*++pattern != ']') {
    }
  }
  return pattern + 1;
}

static i32 matches(const char *piece, char c) {
  if (!c) return 0;
  if (*piece == '\\') return piece[1] == c;
  if (*piece == '.') return 1;
  if (*piece != '[') return *piece == c;
  i32 negated = piece[1] == '^', found = 0;
  for (const char *at = piece + 1 + negated; *at != ']'; at++) {
    if (at[1] == '-' && at[2] != ']') {
      found |= c >= at[0] && c <= at[2];
      at += 2;
    } else {
      found |= *at == c;
    }
  }
  return found != negated;
}

static i32 repeated(const char *piece, const char *rest, const char *text, i32 least) {
  i32 count = 0;
  while (matches(piece, text[count])) count++;
  for (; count >= least; count--) {
    if (here(rest, text + count)) return 1;
  }
  return 0;
}

static NOINLINE i32 here(const char *pattern, const char *text) {
  for (;;) {
    if (!*pattern) return 1;
    if (*pattern == '$' && !pattern[1]) return !*text;
    const char *rest = after(pattern);
    if (*rest == '*') return repeated(pattern, rest + 1, text, 0);
    if (*rest == '+') return repeated(pattern, rest + 1, text, 1);
    if (*rest == '?') {
      if (matches(pattern, *text) && here(rest + 1, text + 1)) return 1;
      pattern = rest + 1;
      continue;
    }
    if (!matches(pattern, *text)) return 0;
    pattern = rest;
    text++;
  }
}

/* The place of the first match, or -1. */
static i32 search(const char *pattern, const char *text) {
  if (*pattern == '^') return here(pattern + 1, text) ? 0 : -1;
  for (const char *at = text;; at++) {
    if (here(pattern, at)) return (i32)(at - text);
    if (!*at) return -1;
  }
}

WORKLOAD(regex) {
  u32 seed = 362436069u, checksum = 0;
  char line[256];
  for (u32 round = 0; round < rounds * 5; round++) {
    u32 length = 0;
    while (length < 80) {
      for (const char *word = words[next_random(&seed) >> 9 & 15]; *word; word++) line[length++] = *word;
    }
    line[length] = 0;
    for (u32 i = 0; i < LENGTH(patterns); i++) checksum = mixed(checksum, (u32)search(patterns[i], line));
  }
  return checksum;
}
