package ebb.frontend.arm.fuzz;

import ebb.frontend.arm.ArmGuest;
import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.testing.RefusingSystem;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.exec.Interpreter;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestVcpu;

/** Runs code of one test case in User mode through the translator and the interpreter. */
final class Machine {
  static final ArmGuest GUEST = new ArmGuest(new RefusingSystem());

  final FlatMemory memory;
  final TestVcpu cpu;
  final boolean thumb;

  Machine(boolean thumb, long arena, byte[] contents) {
    this.thumb = thumb;
    memory = new FlatMemory(arena, contents.length);
    memory.setContents(contents);
    cpu = new TestVcpu(ArmState.LAYOUT, memory);
  }

  /** Writes r0 to r14 and the flags of a CPSR. */
  void load(int[] registers) {
    for (int i = 0; i < 15; i++) {
      cpu.putInt(ArmState.r(i), registers[i]);
    }
    int cpsr = registers[15];
    cpu.putInt(ArmState.NF, cpsr);
    cpu.putInt(ArmState.ZF, ~cpsr >>> 30 & 1);
    cpu.putInt(ArmState.CF, cpsr >>> 29 & 1);
    cpu.putInt(ArmState.VF, cpsr << 3);
    cpu.putInt(ArmState.QF, cpsr >>> 27 & 1);
    cpu.putInt(ArmState.GE, cpsr >>> 16 & 15);
    cpu.putInt(ArmState.CPSR, 0x10);
    cpu.putLong(ArmState.EXCLUSIVE_ADDRESS, -1);
    cpu.putInt(StateLayout.FLAGS, ArmState.USER | (thumb ? ArmState.THUMB : 0));
    cpu.putInt(StateLayout.AUX, 0);
  }

  /** r0 to r14 and the flags as in a CPSR. */
  int[] registers() {
    int[] out = new int[16];
    for (int i = 0; i < 15; i++) {
      out[i] = cpu.getInt(ArmState.r(i));
    }
    out[15] =
        cpu.getInt(ArmState.NF) & 1 << 31
            | (cpu.getInt(ArmState.ZF) == 0 ? 1 << 30 : 0)
            | cpu.getInt(ArmState.CF) << 29
            | cpu.getInt(ArmState.VF) >>> 31 << 28
            | cpu.getInt(ArmState.QF) << 27
            | cpu.getInt(ArmState.GE) << 16;
    return out;
  }

  /**
   * Runs from the current pc to {@code end} and says whether it got there, in the same instruction
   * set.
   */
  boolean run(BytesReader code, long end, int maxInstructions) {
    for (int i = 0; i < 64 && cpu.pc() != end; i++) {
      long pc = cpu.pc();
      if (pc < code.base() || pc >= end) {
        return false;
      }
      Block block = GUEST.translate(code, pc, cpu.key(), maxInstructions, end);
      cpu.budget = block.instructions();
      int how = Interpreter.of(block).run(cpu);
      if (how == Executor.FAULT) {
        return false;
      }
    }
    return cpu.pc() == end && (cpu.getInt(StateLayout.FLAGS) & ArmState.THUMB) == (thumb ? 1 : 0);
  }
}
