/* Follows a list of 64-byte nodes through 16 MB, in an order without pattern. */
#include "bench.h"

#define NODES 262144u

struct node {
  struct node *next;
  u32 value;
  u8 rest[64 - sizeof(void *) - 4];
};

WORKLOAD(chase) {
  struct node *nodes = (struct node *)arena;
  u32 checksum = 0;
  /* i -> 5 i + 12345 modulo a power of two visits every node, neighbours far apart after the shuffle of its bits. */
  u32 count = rounds < 8 ? NODES / 8 : NODES;
  for (u32 i = 0; i < count; i++) {
    nodes[i].next = nodes + (i * 5 * 8192u + i * 5 + 12345) % count;
    nodes[i].value = i;
  }
  struct node *node = nodes;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < 200000; i++) {
      checksum += node->value ^ i;
      node = node->next;
    }
    checksum = mixed(checksum, node->value);
  }
  return checksum;
}
