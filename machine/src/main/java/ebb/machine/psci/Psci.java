package ebb.machine.psci;

import ebb.ir.StateLayout;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import ebb.runtime.HypercallHandler;
import java.util.List;

/**
 * PSCI 1.1 (DEN 0022D) by HVC, with the function numbers of 0.1 too. Arguments and results are in
 * gdb registers 0 to 3, which are r0 to r3. Suspending waits for an interrupt and never loses
 * state. Unknown functions are answered NOT_SUPPORTED.
 */
public final class Psci implements HypercallHandler {
  public static final int VERSION = 0x8400_0000;
  public static final int CPU_SUSPEND = 0x8400_0001;
  public static final int CPU_OFF = 0x8400_0002;
  public static final int CPU_ON = 0x8400_0003;
  public static final int AFFINITY_INFO = 0x8400_0004;
  public static final int MIGRATE = 0x8400_0005;
  public static final int MIGRATE_INFO_TYPE = 0x8400_0006;
  public static final int SYSTEM_OFF = 0x8400_0008;
  public static final int SYSTEM_RESET = 0x8400_0009;
  public static final int FEATURES = 0x8400_000a;

  public static final int NOT_SUPPORTED = -1;
  public static final int INVALID_PARAMETERS = -2;
  public static final int ALREADY_ON = -4;

  private static final int V0_1_SUSPEND = 0x95c1_ba5e;
  private static final int V0_1_OFF = 0x95c1_ba5f;
  private static final int V0_1_ON = 0x95c1_ba60;
  private static final int VERSION_1_1 = 0x1_0001;
  private static final int NO_MIGRATION_NEEDED = 2;

  /** Values of the halted slot. */
  private static final int WAITING = 1;

  private static final int OFF = 2;

  /** What the calls do to the machine. */
  public interface Power {
    void off();

    void reset();
  }

  private final List<? extends Vcpu> cpus;
  private final Power power;

  public Psci(List<? extends Vcpu> cpus, Power power) {
    this.cpus = cpus;
    this.power = power;
  }

  /** The affinity fields of a CPU's MPIDR. */
  public static int affinity(int cpu) {
    return cpu;
  }

  @Override
  public boolean call(Vcpu cpu, Host.Hypercall kind, int immediate) {
    if (kind != Host.Hypercall.HVC) {
      return false;
    }
    int function = (int) cpu.register(0);
    int argument = (int) cpu.register(1);
    int result =
        switch (function) {
          case VERSION -> VERSION_1_1;
          case MIGRATE_INFO_TYPE -> NO_MIGRATION_NEEDED;
          case AFFINITY_INFO -> affinityInfo(argument, (int) cpu.register(2));
          case CPU_ON, V0_1_ON ->
              powerOn(argument, cpu.register(2) & 0xffff_ffffL, cpu.register(3) & 0xffff_ffffL);
          case CPU_OFF, V0_1_OFF -> powerOff(cpu);
          case CPU_SUSPEND, V0_1_SUSPEND -> suspend(cpu, argument);
          case SYSTEM_OFF -> {
            power.off();
            yield powerOff(cpu);
          }
          case SYSTEM_RESET -> {
            power.reset();
            yield powerOff(cpu);
          }
          case FEATURES -> feature(argument);
          default -> NOT_SUPPORTED;
        };
    cpu.setRegister(0, result & 0xffff_ffffL);
    return true;
  }

  private Vcpu find(int affinity) {
    for (Vcpu cpu : cpus) {
      if (affinity(cpu.index) == affinity) {
        return cpu;
      }
    }
    return null;
  }

  private static boolean isOff(Vcpu cpu) {
    return cpu.getInt(StateLayout.HALTED) == OFF;
  }

  private int affinityInfo(int affinity, int level) {
    if (level != 0) {
      // Groups of CPUs never go off as a whole.
      return 0;
    }
    Vcpu target = find(affinity);
    return target == null ? INVALID_PARAMETERS : isOff(target) ? 1 : 0;
  }

  private int powerOn(int affinity, long entry, long context) {
    Vcpu target = find(affinity);
    if (target == null) {
      return INVALID_PARAMETERS;
    }
    if (!isOff(target)) {
      return ALREADY_ON;
    }
    target.powerOn(entry, context);
    target.putInt(StateLayout.HALTED, 0);
    target.host.attention(target);
    return 0;
  }

  private static int powerOff(Vcpu cpu) {
    cpu.putInt(StateLayout.HALTED, OFF);
    cpu.host.attention(cpu);
    return 0;
  }

  private static int suspend(Vcpu cpu, int state) {
    if ((state & 0xfffe_0000) != 0) {
      return INVALID_PARAMETERS;
    }
    cpu.putInt(StateLayout.HALTED, WAITING);
    cpu.host.attention(cpu);
    return 0;
  }

  private static int feature(int function) {
    return switch (function) {
      case VERSION,
          CPU_SUSPEND,
          CPU_OFF,
          CPU_ON,
          AFFINITY_INFO,
          MIGRATE_INFO_TYPE,
          SYSTEM_OFF,
          SYSTEM_RESET,
          FEATURES,
          V0_1_SUSPEND,
          V0_1_OFF,
          V0_1_ON ->
          0;
      default -> NOT_SUPPORTED;
    };
  }
}
