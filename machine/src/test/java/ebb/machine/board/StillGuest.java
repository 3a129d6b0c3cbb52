package ebb.machine.board;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import ebb.ir.guest.Access;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import java.util.List;
import java.util.Map;

/** A guest that has registers 0 to 15 and interrupt lines, and never executes anything. */
public final class StillGuest implements Guest {
  private static final StateLayout LAYOUT = new StateLayout();
  private static final int[] R = new int[16];

  static {
    for (int i = 0; i < R.length; i++) {
      R[i] = LAYOUT.add("r" + i, Type.I32, i);
    }
  }

  @Override
  public String name() {
    return "still";
  }

  @Override
  public StateLayout layout() {
    return LAYOUT;
  }

  @Override
  public List<Helper> helpers() {
    return List.of();
  }

  @Override
  public Vcpu newVcpu(
      int index, String model, long state, long tlb, GuestMemory memory, Host host) {
    return new StillVcpu(index, state, tlb, memory, host);
  }

  @Override
  public Block translate(CodeReader code, long pc, int key, int most, long limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean movable(int key) {
    return false;
  }

  @Override
  public Disassembly disassemble(CodeReader code, long pc, int key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, String> gdbDescription() {
    return Map.of();
  }

  /** Flat addresses; its output can be driven by a test. */
  public static final class StillVcpu extends Vcpu {
    StillVcpu(int index, long state, long tlb, GuestMemory memory, Host host) {
      super(index, LAYOUT, state, tlb, memory, host);
    }

    public void drive(int output, boolean level) {
      setOutput(output, level);
    }

    @Override
    public void reset() {
      for (int r : R) {
        putInt(r, 0);
      }
      setPc(0);
      putInt(StateLayout.HALTED, 0);
      putInt(StateLayout.LINES, 0);
    }

    @Override
    public void stateRestored() {}

    @Override
    public int mmuIndex() {
      return 0;
    }

    @Override
    public void translate(long va, Access access, int mmuIndex) {
      walkPhysical = va;
      walkPermissions = 7;
    }

    @Override
    public long debugTranslate(long va) {
      return va;
    }

    @Override
    public GuestFault alignmentFault(long va, Access access) {
      return fault;
    }

    @Override
    public GuestFault busFault(long va, Access access) {
      return fault;
    }

    @Override
    public void enterFault() {}

    @Override
    public boolean interruptDeliverable() {
      return false;
    }

    @Override
    public void enterInterrupt() {}

    @Override
    public boolean wakes() {
      return false;
    }

    @Override
    public void timerExpired(int timer) {}

    @Override
    public void powerOn(long entry, long context) {
      reset();
      setPc(entry);
      setRegister(0, context);
    }

    @Override
    public long register(int number) {
      return getInt(R[number]) & 0xffff_ffffL;
    }

    @Override
    public void setRegister(int number, long value) {
      putInt(R[number], (int) value);
    }
  }
}
