/* Four tasks in user mode, each in an address space of its own, that yield to one another. */
#include "board.h"

#define TASKS 4
#define OWN 0x60000000u /* a page that each task has its own of */
#define WORDS 64

enum { LEAVE, YIELD };

struct task {
  struct frame frame;
  u32 sp, lr;
  u32 *level1;
  u32 *page;
};

static struct task tasks[TASKS];
static u32 current, running, switched, target;
static struct frame outside;

static void enter(struct task *task, u32 id, struct frame *frame) {
  *frame = task->frame;
  u32 *banked = &task->sp;
  __asm__ volatile("ldmia %0, {sp, lr}^\n nop" ::"r"(banked) : "memory");
  MCR(0, 0, c13, c0, 1); /* CONTEXTIDR: a reserved ASID on the way */
  ISB();
  MCR(task->level1, 0, c2, c0, 0);
  ISB();
  MCR(id + 1, 0, c13, c0, 1);
  ISB();
}

static void on_call(u32 kind, struct frame *frame) {
  if (kind != SUPERVISOR) unexpected(kind, frame);
  struct task *task = &tasks[current];
  u32 *banked = &task->sp;
  task->frame = *frame;
  __asm__ volatile("stmia %0, {sp, lr}^" ::"r"(banked) : "memory");
  if (frame->r[7] == LEAVE && --running == 0) {
    MCR(level1, 0, c2, c0, 0);
    ISB();
    *frame = outside;
    return;
  }
  if (frame->r[7] == LEAVE) task->level1 = 0;
  do {
    current = (current + 1) % TASKS;
  } while (!tasks[current].level1);
  switched++;
  enter(&tasks[current], current, frame);
}

static void program(u32 id) {
  volatile u32 *own = (volatile u32 *)OWN;
  for (u32 i = 0; i < target; i++) {
    u32 sum = id;
    for (u32 j = 0; j < WORDS; j++) sum = mixed(sum, own[j] + j);
    own[i % WORDS] = sum;
    system_call(YIELD, i);
  }
  system_call(LEAVE, 0);
}

/* The first SVC is this one's; it goes on here when the last task leaves. */
static void begin(u32 kind, struct frame *frame) {
  if (kind != SUPERVISOR) unexpected(kind, frame);
  outside = *frame;
  on_exception = on_call;
  enter(&tasks[0], 0, frame);
}

WORKLOAD(switches) {
  u32 *tables = (u32 *)arena; /* on a border of 64 KB */
  u32 *level2 = tables + 4096 * TASKS;
  u8 *pages = (u8 *)(level2 + 256 * TASKS);
  for (u32 id = 0; id < TASKS; id++) {
    struct task *task = &tasks[id];
    task->level1 = tables + 4096 * id;
    task->page = (u32 *)(pages + 4096 * id);
    for (u32 i = 0; i < 4096; i++) task->level1[i] = level1[i];
    for (u32 i = 0; i < 256; i++) level2[256 * id + i] = 0;
    for (u32 i = 0; i < 1024; i++) task->page[i] = 0;
    level2[256 * id] = (u32)task->page | PAGE_RW | PAGE_OWN;
    task->level1[OWN >> 20] = (u32)(level2 + 256 * id) | TABLE;
    task->frame.cpsr = 0x10;
    task->frame.pc = (u32)program;
    task->frame.r[0] = id;
    task->sp = OWN + 4096;
  }
  running = TASKS;
  target = rounds * 100;
  on_exception = begin;
  DSB();
  __asm__ volatile("svc #0" ::: "lr", "memory");
  u32 checksum = switched;
  for (u32 id = 0; id < TASKS; id++) {
    for (u32 i = 0; i < WORDS; i++) checksum = mixed(checksum, tasks[id].page[i]);
  }
  return checksum;
}
