/* Floating point and SIMD: cumulative flags, rounding, default NaN, flush to zero, lazy switching of contexts. */
#include "guest.h"

static u32 enabled;

static u32 fpscr(void) {
  u32 value;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(value));
  return value;
}

static void set_fpscr(u32 value) { __asm__ volatile("vmsr fpscr, %0" ::"r"(value)); }

void exception(u32 kind, struct frame *frame) {
  if (kind == UNDEFINED) {
    u32 fpexc;
    __asm__ volatile("vmrs %0, fpexc" : "=r"(fpexc));
    if (!(fpexc & 0x40000000)) {
      __asm__ volatile("vmsr fpexc, %0" ::"r"(0x40000000));
      enabled++;
      return;
    }
  }
  unexpected(kind, frame);
}

#define TWO(name, instruction)                                                              \
  static u32 name(u32 a, u32 b) {                                                           \
    u32 result;                                                                             \
    __asm__ volatile("vmov s0, %1\n vmov s1, %2\n " instruction " s2, s0, s1\n vmov %0, s2" \
                     : "=r"(result) : "r"(a), "r"(b) : "s0", "s1", "s2");                   \
    return result;                                                                          \
  }
TWO(add, "vadd.f32")
TWO(mul, "vmul.f32")
TWO(div, "vdiv.f32")

static void show(const char *what, u32 result) {
  print("%s %x flags %x\n", what, result, fpscr() & 0x9f);
  set_fpscr(fpscr() & ~0x9fu);
}

/* Context of a task: what a kernel saves when it switches. */
struct context {
  u64 d[32];
  u32 fpscr;
};
static struct context contexts[2];

static void save(struct context *to) {
  u64 *d = to->d;
  __asm__ volatile("vstmia %0!, {d0-d15}\n vstmia %0!, {d16-d31}" : "+r"(d)::"memory");
  to->fpscr = fpscr();
}

static void restore(const struct context *from) {
  const u64 *d = from->d;
  __asm__ volatile("vldmia %0!, {d0-d15}\n vldmia %0!, {d16-d31}" : "+r"(d)::"memory");
  set_fpscr(from->fpscr);
}

int main(void) {
  set_fpscr(0);
  show("1/3", div(0x3f800000, 0x40400000));
  show("1/0", div(0x3f800000, 0));
  show("0/0", div(0, 0));
  show("max*2", mul(0x7f7fffff, 0x40000000));
  show("min/2", mul(0x00800001, 0x3f000000));
  show("snan+1", add(0x7f812345, 0x3f800000));
  show("qnan+1", add(0xffc12345, 0x3f800000));
  show("denormal", add(0x00000001, 0x00000001));
  set_fpscr(1u << 25);
  show("default nan", add(0xffc12345, 0x3f800000));
  set_fpscr(1u << 24);
  show("flushed in", add(0x00000001, 0x3f800000));
  show("flushed out", mul(0x00800001, 0x3f000000));
  for (u32 mode = 0; mode < 4; mode++) {
    set_fpscr(mode << 22);
    print("rounding %d ", mode);
    show("2/3", div(0x40000000, 0x40400000));
  }
  set_fpscr(0);
  u32 a, b, c;
  __asm__ volatile("vmov s0, %3\n vcvt.s32.f32 s1, s0\n vcvtr.u32.f32 s2, s0\n vmov %0, s1\n vmov %1, s2\n vmrs %2, fpscr"
                   : "=r"(a), "=r"(b), "=r"(c) : "r"(0xc0200000) : "s0", "s1", "s2"); /* -2.5 */
  print("-2.5 to integers %x %x flags %x\n", a, b, c & 0x9f);
  set_fpscr(0);
  __asm__ volatile("vmvn.i32 q0, #0x80000000\n vmov.i32 q1, #0x200\n vqadd.s32 q2, q0, q1\n vmov %0, s8\n vmrs %1, fpscr"
                   : "=r"(a), "=r"(b)::"q0", "q1", "q2");
  print("saturated %x QC %d\n", a, b >> 27 & 1);
  set_fpscr(0);
  __asm__ volatile("vmov.i8 q0, #3\n vmov.i8 q1, #5\n vmull.u8 q2, d0, d2\n vpaddl.u16 q2, q2\n vmov %0, s8\n"
                   "vmov.f32 q3, #1.5\n vmla.f32 q3, q3, q3\n vmov %1, s12" : "=r"(a), "=r"(b)::"q0", "q1", "q2", "q3");
  print("simd %x %x\n", a, b);

  /* Two tasks sum series, switched every few steps with the unit off in between. */
  for (u32 t = 0; t < 2; t++) {
    for (u32 i = 0; i < 32; i++) contexts[t].d[i] = 0;
    contexts[t].d[1] = 0x3ff0000000000000ull;
    contexts[t].fpscr = t << 22;
  }
  for (u32 i = 0; i < 1200; i++) {
    struct context *task = &contexts[i % 3 & 1];
    __asm__ volatile("vmsr fpexc, %0" ::"r"(0));
    restore(task); /* the first instruction switches the unit on */
    __asm__ volatile("vadd.f64 d2, d2, d1\n vdiv.f64 d3, d1, d2\n vadd.f64 d0, d0, d3\n vmov.f64 d31, d0\n"
                     "vcvt.f32.f64 s20, d0\n vadd.f32 s21, s21, s20" ::: "memory");
    save(task);
  }
  for (u32 t = 0; t < 2; t++) {
    print("task %d: %x%x %x%x %x fpscr %x\n", t, (u32)(contexts[t].d[0] >> 32), (u32)contexts[t].d[0],
          (u32)(contexts[t].d[31] >> 32), (u32)contexts[t].d[31], (u32)(contexts[t].d[10] >> 32), contexts[t].fpscr);
  }
  print("switched on %d times\n", enabled);
  return 0;
}
