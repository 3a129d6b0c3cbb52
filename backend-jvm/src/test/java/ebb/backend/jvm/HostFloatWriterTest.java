package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Executor;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.fp.FpControl;
import ebb.ir.fp.FpFlags;
import ebb.ir.fp.FpVariant;
import ebb.ir.guest.GuestMemory;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where regions take the host's floating-point results, and where they leave instead. */
class HostFloatWriterTest {
  private static final int PC = 0x1000;
  private static final long TLB =
      Arena.global().allocate(GuestMemory.MMU_INDEXES * 3 * GuestMemory.TABLE_BYTES, 8).address();

  private final TestVcpu cpu = new TestVcpu(TestLayout.LAYOUT, new FlatMemory(0x4000, 4096), TLB);

  private long icount;

  @BeforeEach
  void inexactIsNothingNew() {
    cpu.putInt(StateLayout.FPFLAGS, FpFlags.INEXACT);
  }

  /** r(2) = r(0) op r(1), after an instruction that puts 7 into r(3). */
  private static CompiledRegion region(Op op) {
    Emitter e = new Emitter(PC, 0);
    e.insn(PC, 0);
    e.put32(TestLayout.r(3), e.const32(7));
    e.insn(PC + 4, 0);
    int result = e.opImm(op, FpVariant.NORMAL, e.get32(TestLayout.r(0)), e.get32(TestLayout.r(1)));
    e.put32(TestLayout.r(2), result);
    Block block = e.finish(new Terminal.Jump(0x2000, Terminal.Flow.JUMP), 8);
    return RegionCompiler.compile(List.of(block), Assumption.ALL);
  }

  private int run(CompiledRegion region, float x, float y) {
    cpu.setPc(PC);
    cpu.budget = 10;
    cpu.limit = icount + 10;
    cpu.putInt(TestLayout.r(0), Float.floatToRawIntBits(x));
    cpu.putInt(TestLayout.r(1), Float.floatToRawIntBits(y));
    cpu.putInt(TestLayout.r(2), -1);
    cpu.putInt(TestLayout.r(3), -1);
    return region.run(cpu);
  }

  private void computes(CompiledRegion region, float x, float y, float result) {
    assertThat(run(region, x, y)).isEqualTo(Executor.NEXT);
    assertThat(Float.intBitsToFloat(cpu.getInt(TestLayout.r(2)))).isEqualTo(result);
    assertThat(cpu.budget).isEqualTo(8);
  }

  private void leavesBefore(CompiledRegion region, float x, float y) {
    assertThat(run(region, x, y)).isEqualTo(Executor.BAIL);
    assertThat(cpu.pc()).isEqualTo(PC + 4);
    assertThat(cpu.budget).isEqualTo(9);
    assertThat(cpu.getInt(TestLayout.r(2))).isEqualTo(-1);
    assertThat(cpu.getInt(TestLayout.r(3))).isEqualTo(7);
  }

  @Test
  void takesNormalResultsAndZeros() {
    computes(region(Op.FADD32), 1, 0.1f, 1.1f);
    computes(region(Op.FSUB32), 3, 3, 0);
    computes(region(Op.FMUL32), 0.1f, 0.1f, 0.1f * 0.1f);
    computes(region(Op.FMUL32), -2, 0, -0f);
    computes(region(Op.FDIV32), 0, 3, 0);
    computes(region(Op.FDIV32), 1, 3, 1 / 3f);
  }

  @Test
  void leavesWhereFlagsMayBeRaised() {
    leavesBefore(region(Op.FADD32), Float.MAX_VALUE, Float.MAX_VALUE);
    leavesBefore(region(Op.FADD32), 1, Float.NaN);
    leavesBefore(region(Op.FSUB32), Float.POSITIVE_INFINITY, 1);
    leavesBefore(region(Op.FMUL32), Float.MIN_NORMAL, 0.5f);
    leavesBefore(region(Op.FMUL32), 0x1p-70f, 0x1p-80f);
    leavesBefore(region(Op.FMUL32), 0, Float.POSITIVE_INFINITY);
    leavesBefore(region(Op.FDIV32), 1, 0);
    leavesBefore(region(Op.FDIV32), 1, Float.POSITIVE_INFINITY);
  }

  @Test
  void isNotEnteredInAnotherMode() {
    CompiledRegion region = region(Op.FADD32);
    cpu.putInt(StateLayout.FPFLAGS, 0);
    leavesAtOnce(region);
    cpu.putInt(StateLayout.FPFLAGS, FpFlags.INEXACT);
    cpu.putInt(StateLayout.FPCTL, FpControl.ZERO);
    leavesAtOnce(region);
    cpu.putInt(StateLayout.FPCTL, FpControl.FLUSH_OUTPUTS);
    leavesAtOnce(region);
  }

  private void leavesAtOnce(CompiledRegion region) {
    assertThat(run(region, 1, 2)).isEqualTo(Executor.BAIL);
    assertThat(cpu.pc()).isEqualTo(PC);
    assertThat(cpu.budget).isEqualTo(10);
    assertThat(cpu.getInt(TestLayout.r(3))).isEqualTo(-1);
  }

  @Test
  void isWornByWhatIsOftenWrong() {
    CompiledRegion region = region(Op.FADD32);
    for (int i = 0; i < 1001; i++) {
      assertThat(region.worn()).isNull();
      leavesBefore(region, 1, Float.NaN);
    }
    assertThat(region.worn()).isEqualTo(Assumption.HOST_FLOATS);
  }

  @Test
  void isNotWornByWhatIsSeldomWrong() {
    CompiledRegion region = region(Op.FADD32);
    for (int i = 0; i < 5000; i++) {
      leavesBefore(region, 1, Float.NaN);
      icount += 100_000;
    }
    assertThat(region.worn()).isNull();
  }
}
