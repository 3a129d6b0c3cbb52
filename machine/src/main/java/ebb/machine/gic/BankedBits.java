package ebb.machine.gic;

import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/** One bit for each interrupt: interrupts 0 to 31 apart for each CPU, the others common to all. */
final class BankedBits {
  private final int[] banked;
  private final int[] common;

  BankedBits(int cpus, int words) {
    banked = new int[cpus];
    common = new int[words];
  }

  /** Bits of interrupts 32 * word and up. */
  int word(int cpu, int word) {
    return word == 0 ? banked[cpu] : common[word];
  }

  void setWord(int cpu, int word, int bits) {
    if (word == 0) {
      banked[cpu] = bits;
    } else {
      common[word] = bits;
    }
  }

  boolean get(int cpu, int interrupt) {
    return (word(cpu, interrupt >> 5) >>> interrupt & 1) != 0;
  }

  void set(int cpu, int interrupt, boolean on) {
    int word = interrupt >> 5;
    int bit = 1 << interrupt;
    setWord(cpu, word, on ? word(cpu, word) | bit : word(cpu, word) & ~bit);
  }

  void clear() {
    java.util.Arrays.fill(banked, 0);
    java.util.Arrays.fill(common, 0);
  }

  void save(StateOutput out) {
    out.ints(banked);
    out.ints(common);
  }

  void load(StateInput in) {
    in.ints(banked);
    in.ints(common);
  }
}
