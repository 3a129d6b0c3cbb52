package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.translate.SystemInstructions;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.Op;
import ebb.ir.guest.Access;
import ebb.ir.guest.Host.Hypercall;
import ebb.ir.guest.Vcpu;
import java.util.ArrayList;
import java.util.List;

/**
 * Translates the instructions of the system level: mostly calls of helpers that work on {@link
 * ArmVcpu}.
 */
public final class ArmSystem implements SystemInstructions {
  /** An implementation that is given an ARM CPU. */
  @FunctionalInterface
  private interface ArmFn {
    long call(ArmVcpu cpu, int a, int b);
  }

  private static final List<Helper> HELPERS = new ArrayList<>();

  private static final Helper UNDEFINED =
      helper(
          "undefined",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            throw cpu.undefined();
          });

  private static final Helper UNALLOCATED =
      helper("unallocated", Effect.PRECISE, 1, (cpu, key, b) -> unallocated(cpu, key));

  private static final Helper SUPERVISOR_CALL =
      helper("svc", Effect.PRECISE, 1, (cpu, immediate, b) -> supervisorCall(cpu, immediate));

  private static final Helper HYPERVISOR_CALL =
      helper("hvc", Effect.PRECISE, 1, (cpu, imm, b) -> hypercall(cpu, Hypercall.HVC, imm));

  private static final Helper MONITOR_CALL =
      helper("smc", Effect.PRECISE, 1, (cpu, imm, b) -> hypercall(cpu, Hypercall.SMC, imm));

  private static final Helper BREAKPOINT =
      helper(
          "bkpt",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            throw cpu.breakpoint();
          });

  private static final Helper UNALIGNED_PC =
      helper(
          "unaligned_pc",
          Effect.PRECISE,
          1,
          (cpu, pc, b) -> {
            throw cpu.alignmentFault(pc, Access.EXECUTE);
          });

  private static final Helper WAIT_INTERRUPT =
      helper(
          "wfi",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            cpu.waitForInterrupt();
            return 0;
          });

  private static final Helper WAIT_EVENT =
      helper(
          "wfe",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            cpu.waitForEvent();
            return 0;
          });

  private static final Helper FP_ACCESS =
      helper(
          "fp_access",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            if (!cpu.fpAccessible()) {
              throw cpu.undefined();
            }
            return 0;
          });

  private static final Helper WRITE_FPEXC =
      helper(
          "write_fpexc",
          Effect.WRITES_STATE,
          1,
          (cpu, value, b) -> {
            cpu.putInt(ArmState.FPEXC, value & 1 << 30);
            cpu.refreshFlags();
            return 0;
          });

  private static final Helper SEND_EVENT =
      helper(
          "sev",
          Effect.PRECISE,
          0,
          (cpu, a, b) -> {
            cpu.sendEvent();
            return 0;
          });

  private static final Helper WRITE_CPSR =
      helper(
          "write_cpsr",
          Effect.WRITES_STATE,
          2,
          (cpu, value, mask) -> {
            cpu.writeCpsr(value, mask & ~(ArmVcpu.CPSR_T | ArmVcpu.CPSR_IT));
            return 0;
          });

  private static final Helper READ_SPSR =
      helper("read_spsr", Effect.READS_STATE, 0, (cpu, a, b) -> cpu.getInt(cpu.spsrSlot()));

  private static final Helper WRITE_SPSR =
      helper(
          "write_spsr",
          Effect.WRITES_STATE,
          2,
          (cpu, value, mask) -> {
            int slot = cpu.spsrSlot();
            cpu.putInt(slot, cpu.getInt(slot) & ~mask | value & mask);
            return 0;
          });

  private static final Helper RETURN =
      helper(
          "exception_return",
          Effect.WRITES_STATE,
          1,
          (cpu, target, b) -> {
            cpu.exceptionReturn(target, cpu.getInt(cpu.spsrSlot()));
            return 0;
          });

  private static final Helper RETURN_FROM_MEMORY =
      helper(
          "rfe",
          Effect.WRITES_STATE,
          2,
          (cpu, target, cpsr) -> {
            cpu.exceptionReturn(target, cpsr);
            return 0;
          });

  private static final Helper READ_BANKED =
      helper(
          "read_banked",
          Effect.READS_STATE,
          2,
          (cpu, register, mode) -> cpu.getInt(cpu.slotOf(register, mode)));

  private static final Helper WRITE_BANKED_R13 =
      helper(
          "write_banked_r13",
          Effect.WRITES_STATE,
          2,
          (cpu, mode, value) -> {
            cpu.putInt(cpu.slotOf(13, mode), value);
            return 0;
          });

  private static final Helper WRITE_USER =
      helper(
          "write_user",
          Effect.WRITES_STATE,
          2,
          (cpu, register, value) -> {
            cpu.putInt(cpu.slotOf(register, ArmVcpu.USR), value);
            return 0;
          });

  private static final Helper READ_CP =
      new Helper(
          "read_cp",
          Effect.PRECISE,
          1,
          (cpu, key, b, c, d) -> find((int) key).read().get(arm(cpu)));

  private static final Helper WRITE_CP =
      new Helper(
          "write_cp",
          Effect.PRECISE,
          2,
          (cpu, key, value, c, d) -> {
            find((int) key).write().set(arm(cpu), value);
            return 0;
          });

  static {
    HELPERS.add(READ_CP);
    HELPERS.add(WRITE_CP);
  }

  private static ArmVcpu arm(Vcpu cpu) {
    return (ArmVcpu) cpu;
  }

  private static Helper helper(String name, Effect effect, int arity, ArmFn fn) {
    Helper helper =
        new Helper(name, effect, arity, (cpu, a, b, c, d) -> fn.call(arm(cpu), (int) a, (int) b));
    HELPERS.add(helper);
    return helper;
  }

  private static CpRegister find(int key) {
    return (key >> 20 & 15) == 15 ? Cp15.find(key) : Cp14.find(key);
  }

  private static long unallocated(ArmVcpu cpu, int key) {
    if (cpu.host.tracing("unimp")) {
      cpu.host.trace(
          "unimp",
          String.format("coprocessor access %s at %08x", CpRegister.describe(key), (int) cpu.pc()));
    }
    throw cpu.undefined();
  }

  private static long supervisorCall(ArmVcpu cpu, int immediate) {
    int semihosting = cpu.thumb() ? 0xab : 0x123456;
    if (immediate == semihosting
        && !cpu.user()
        && cpu.host.hypercall(cpu, Hypercall.SEMIHOSTING, immediate)) {
      return 0;
    }
    throw cpu.supervisorCall();
  }

  private static long hypercall(ArmVcpu cpu, Hypercall kind, int immediate) {
    if (cpu.user() || !cpu.host.hypercall(cpu, kind, immediate)) {
      throw cpu.undefined();
    }
    return 0;
  }

  @Override
  public List<Helper> helpers() {
    return List.copyOf(HELPERS);
  }

  @Override
  public void undefined(Translator t) {
    t.ir.call(UNDEFINED);
  }

  @Override
  public void supervisorCall(Translator t, int immediate) {
    t.ir.call(SUPERVISOR_CALL, t.ir.const32(immediate));
    t.leave();
  }

  @Override
  public void hypervisorCall(Translator t, int immediate) {
    t.ir.call(HYPERVISOR_CALL, t.ir.const32(immediate));
    t.leave();
  }

  @Override
  public void secureMonitorCall(Translator t, int immediate) {
    t.ir.call(MONITOR_CALL, t.ir.const32(immediate));
    t.leave();
  }

  @Override
  public void breakpoint(Translator t, int immediate) {
    t.ir.call(BREAKPOINT);
    t.leave();
  }

  @Override
  public void unalignedPc(Translator t) {
    t.ir.call(UNALIGNED_PC, t.address(t.pc()));
  }

  @Override
  public void waitForInterrupt(Translator t) {
    t.ir.call(WAIT_INTERRUPT);
    t.leave();
  }

  @Override
  public void waitForEvent(Translator t) {
    t.ir.call(WAIT_EVENT);
    t.leave();
  }

  @Override
  public void sendEvent(Translator t) {
    t.ir.call(SEND_EVENT);
  }

  @Override
  public void writeCpsr(Translator t, int value, int mask) {
    t.ir.call(WRITE_CPSR, value, t.ir.const32(mask));
    t.leave();
  }

  @Override
  public int readSpsr(Translator t) {
    return t.ir.call32(READ_SPSR);
  }

  @Override
  public void writeSpsr(Translator t, int value, int mask) {
    t.ir.call(WRITE_SPSR, value, t.ir.const32(mask));
  }

  @Override
  public void exceptionReturn(Translator t, int target) {
    if (t.user()) {
      t.undefined();
      return;
    }
    t.ir.call(RETURN, target);
    t.leaveRestored();
  }

  @Override
  public void exceptionReturn(Translator t, int target, int cpsr) {
    if (t.user()) {
      t.undefined();
      return;
    }
    t.ir.call(RETURN_FROM_MEMORY, target, cpsr);
    t.leaveRestored();
  }

  @Override
  public int readUserRegister(Translator t, int n) {
    return t.ir.call32(READ_BANKED, t.ir.const32(n), t.ir.const32(ArmVcpu.USR));
  }

  @Override
  public void writeUserRegister(Translator t, int n, int value) {
    t.ir.call(WRITE_USER, t.ir.const32(n), value);
  }

  @Override
  public boolean hasStackPointer(int mode) {
    return ArmVcpu.bank(mode) >= 0;
  }

  @Override
  public int readStackPointer(Translator t, int mode) {
    return t.ir.call32(READ_BANKED, t.ir.const32(13), t.ir.const32(mode));
  }

  @Override
  public void writeStackPointer(Translator t, int mode, int value) {
    t.ir.call(WRITE_BANKED_R13, t.ir.const32(mode), value);
  }

  /** Only the Virtualization Extensions have this. */
  @Override
  public int readBanked(Translator t, int sysm, boolean spsr) {
    t.undefined();
    return t.ir.const32(0);
  }

  /** Only the Virtualization Extensions have this. */
  @Override
  public void writeBanked(Translator t, int sysm, boolean spsr, int value) {
    t.undefined();
  }

  // ---- coprocessors
  // ---------------------------------------------------------------------------------

  @Override
  public void readCoprocessor(
      Translator t, int coprocessor, int opc1, int crn, int crm, int opc2, int rt) {
    int key = CpRegister.key32(coprocessor, crn, opc1, crm, opc2);
    CpRegister register = find(key);
    int value;
    if (register == null || !register.rights().readable(t.user())) {
      unallocated(t, key);
      return;
    } else if (register.read() != null) {
      value = t.ir.op(Op.TRUNC32, t.ir.call64(READ_CP, t.ir.const32(key)));
    } else if (register.slot() >= 0) {
      value = t.ir.get32(register.slot());
    } else {
      value = t.ir.const32(register.reset());
    }
    if (rt == 15) {
      t.setNzcv(value);
    } else {
      t.setReg(rt, value);
    }
  }

  @Override
  public void writeCoprocessor(
      Translator t, int coprocessor, int opc1, int crn, int crm, int opc2, int rt) {
    int key = CpRegister.key32(coprocessor, crn, opc1, crm, opc2);
    CpRegister register = find(key);
    if (register == null || !register.rights().writable(t.user())) {
      unallocated(t, key);
    } else if (register.write() != null) {
      t.ir.call(WRITE_CP, t.ir.const32(key), t.ir.op(Op.ZEXT64, t.reg(rt)));
      t.leave();
    } else if (register.slot() >= 0) {
      t.ir.put32(register.slot(), t.reg(rt));
    } else if (crn == 7) {
      // Barriers and instruction cache maintenance: later instructions are fetched anew.
      t.leave();
    }
  }

  @Override
  public void readCoprocessor64(Translator t, int coprocessor, int opc1, int crm, int rt, int rt2) {
    int key = CpRegister.key64(coprocessor, opc1, crm);
    CpRegister register = find(key);
    if (register == null || !register.rights().readable(t.user())) {
      unallocated(t, key);
      return;
    }
    int value =
        register.read() != null
            ? t.ir.call64(READ_CP, t.ir.const32(key))
            : t.ir.const64(register.reset());
    t.setReg(rt, t.ir.op(Op.TRUNC32, value));
    t.setReg(rt2, t.ir.op(Op.HIGH32, value));
  }

  @Override
  public void writeCoprocessor64(
      Translator t, int coprocessor, int opc1, int crm, int rt, int rt2) {
    int key = CpRegister.key64(coprocessor, opc1, crm);
    CpRegister register = find(key);
    if (register == null || !register.rights().writable(t.user()) || register.write() == null) {
      unallocated(t, key);
      return;
    }
    t.ir.call(WRITE_CP, t.ir.const32(key), t.ir.op(Op.CONCAT64, t.reg(rt), t.reg(rt2)));
    t.leave();
  }

  @Override
  public void requireFpAccess(Translator t) {
    t.ir.call(FP_ACCESS);
  }

  @Override
  public void writeFpexc(Translator t, int value) {
    t.ir.call(FP_ACCESS);
    t.ir.call(WRITE_FPEXC, value);
    t.leave();
  }

  private static void unallocated(Translator t, int key) {
    t.ir.call(UNALLOCATED, t.ir.const32(key));
    t.leave();
  }
}
