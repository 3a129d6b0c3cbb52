package ebb.ir.testing;

import ebb.ir.StateLayout;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A CPU with state and a clock and no architecture. Notes the last fault. */
public final class TestVcpu extends Vcpu {
  /** Keeps the state reachable. */
  @SuppressWarnings("unused")
  private final MemorySegment block;

  public long faultAddress = -1;
  public String faultKind = "none";

  /** Empty soft-TLB tables, for memory that is reached by the slow paths alone. */
  private static final long NO_TLB =
      Arena.global()
          .allocate(GuestMemory.TABLE_BYTES * 3 * GuestMemory.MMU_INDEXES, GuestMemory.PAGE_SIZE)
          .address();

  public TestVcpu(StateLayout layout, GuestMemory memory) {
    this(layout, memory, NO_TLB);
  }

  /**
   * @param tlb raw address of soft-TLB tables
   */
  public TestVcpu(StateLayout layout, GuestMemory memory, long tlb) {
    this(layout, memory, tlb, Arena.ofAuto().allocate(FRAME_BYTES + layout.size(), 16));
  }

  private TestVcpu(StateLayout layout, GuestMemory memory, long tlb, MemorySegment block) {
    super(0, layout, block.address() + FRAME_BYTES, tlb, memory, null);
    this.block = block;
  }

  @Override
  public void reset() {}

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
    walkGlobal = true;
  }

  @Override
  public long debugTranslate(long va) {
    return va;
  }

  @Override
  public GuestFault alignmentFault(long va, Access access) {
    return note("alignment", va);
  }

  @Override
  public GuestFault busFault(long va, Access access) {
    return note("bus", va);
  }

  private GuestFault note(String kind, long va) {
    faultKind = kind;
    faultAddress = va;
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
  public void powerOn(long entry, long context) {}

  @Override
  public long register(int gdbNumber) {
    return 0;
  }

  @Override
  public void setRegister(int gdbNumber, long value) {}
}
