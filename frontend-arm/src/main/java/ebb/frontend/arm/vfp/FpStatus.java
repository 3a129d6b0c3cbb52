package ebb.frontend.arm.vfp;

import ebb.frontend.arm.ArmState;
import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.StateLayout;
import ebb.ir.fp.FpControl;
import ebb.ir.fp.FpFlags;
import ebb.ir.guest.Vcpu;
import java.util.List;

/** FPSCR, composed of the slots that hold its parts. DDI 0406C B4.1.58. */
public final class FpStatus {
  /** The number of the bit {@link #QC}. */
  public static final int QC_BIT = 27;

  /** Cumulative saturation. */
  public static final int QC = 1 << QC_BIT;

  private static final int AHP = 1 << 26;
  private static final int DN = 1 << 25;
  private static final int FZ = 1 << 24;
  private static final int CONTROL = QC | AHP | DN | FZ | 3 << 22;

  static final Helper READ =
      new Helper("read_fpscr", Effect.READS_STATE, 0, (cpu, a, b, c, d) -> read(cpu));
  static final Helper WRITE =
      new Helper(
          "write_fpscr",
          Effect.WRITES_STATE,
          1,
          (cpu, a, b, c, d) -> {
            write(cpu, (int) a);
            return 0;
          });

  static final List<Helper> HELPERS = List.of(READ, WRITE);

  private FpStatus() {}

  /** The architectural FPSCR. */
  public static int read(Vcpu cpu) {
    int flags = cpu.getInt(StateLayout.FPFLAGS);
    int cumulative = flags & 0x1f | ((flags & FpFlags.INPUT_DENORMAL) != 0 ? 1 << 7 : 0);
    return cpu.getInt(ArmState.FPSCR) | cpu.getInt(ArmState.FPSCR_NZCV) | cumulative;
  }

  /** Writes the architectural FPSCR; trap enables and short vectors are absent. */
  public static void write(Vcpu cpu, int value) {
    cpu.putInt(ArmState.FPSCR_NZCV, value & 0xf000_0000);
    cpu.putInt(ArmState.FPSCR, value & CONTROL);
    cpu.putInt(
        StateLayout.FPFLAGS, value & 0x1f | ((value & 1 << 7) != 0 ? FpFlags.INPUT_DENORMAL : 0));
    int control = value >> 22 & 3;
    if ((value & FZ) != 0) {
      control |= FpControl.FLUSH_INPUTS | FpControl.FLUSH_OUTPUTS;
    }
    if ((value & DN) != 0) {
      control |= FpControl.DEFAULT_NAN;
    }
    if ((value & AHP) != 0) {
      control |= FpControl.ALTERNATIVE_HALF;
    }
    cpu.putInt(StateLayout.FPCTL, control);
  }

  /** Notes that an Advanced SIMD lane saturated. */
  public static void saturated(Vcpu cpu) {
    cpu.putInt(ArmState.FPSCR, cpu.getInt(ArmState.FPSCR) | QC);
  }
}
