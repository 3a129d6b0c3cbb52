package ebb.frontend.arm;

import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.system.ArmSystem;
import ebb.frontend.arm.system.ArmVcpu;
import ebb.frontend.arm.system.GdbDescription;
import ebb.frontend.arm.translate.BlockTranslator;
import ebb.frontend.arm.translate.SystemInstructions;
import ebb.frontend.arm.vfp.VfpTable;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.StateLayout;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ARMv7-A architecture (Cortex-A15): A32, T32, VFPv4 and Advanced SIMD. */
public final class ArmGuest implements Guest {
  private final BlockTranslator translator;
  private final List<Helper> helpers;

  /** With the system level of a Cortex-A15. */
  public ArmGuest() {
    this(new ArmSystem());
  }

  /**
   * @param system the instructions whose meaning depends on the system architecture
   */
  public ArmGuest(SystemInstructions system) {
    translator = new BlockTranslator(system);
    List<Helper> all = new ArrayList<>(system.helpers());
    all.addAll(VfpTable.helpers());
    all.addAll(NeonTable.helpers());
    helpers = List.copyOf(all);
  }

  @Override
  public String name() {
    return "arm";
  }

  @Override
  public StateLayout layout() {
    return ArmState.LAYOUT;
  }

  @Override
  public List<Helper> helpers() {
    return helpers;
  }

  @Override
  public Vcpu newVcpu(
      int index, String cpuModel, long state, long tlb, GuestMemory memory, Host host) {
    if (!cpuModel.equals("cortex-a15")) {
      throw new IllegalArgumentException("unknown ARM CPU model " + cpuModel);
    }
    return new ArmVcpu(index, state, tlb, memory, host);
  }

  @Override
  public Block translate(CodeReader code, long pc, int key, int maxInstructions, long limit) {
    return translator.translate(code, pc, key, maxInstructions, limit);
  }

  @Override
  public boolean movable(int key) {
    return ArmState.movable(key);
  }

  @Override
  public Disassembly disassemble(CodeReader code, long pc, int key) {
    return translator.disassemble(code, pc, key);
  }

  @Override
  public Map<String, String> gdbDescription() {
    return GdbDescription.annexes();
  }
}
