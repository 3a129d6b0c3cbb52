package ebb.backend.jvm;

import ebb.ir.guest.Bail;
import ebb.ir.guest.Vcpu;

/**
 * What region code calls: slow paths kept out of its method, and arithmetic that Java defines
 * differently.
 */
final class RegionSupport {
  private RegionSupport() {}

  /** Slow path of a load at a 32-bit address. */
  static long load(Vcpu cpu, int va, int memop) {
    return cpu.memory.loadOrBail(cpu, Integer.toUnsignedLong(va), memop);
  }

  /** Slow path of a load at a 64-bit address. */
  static long load(Vcpu cpu, long va, int memop) {
    return cpu.memory.loadOrBail(cpu, va, memop);
  }

  /** Slow path of a store at a 32-bit address. */
  static void store(Vcpu cpu, int va, int value, int memop) {
    cpu.memory.storeOrBail(cpu, Integer.toUnsignedLong(va), value, memop);
  }

  /** Slow path of a store at a 32-bit address. */
  static void store(Vcpu cpu, int va, long value, int memop) {
    cpu.memory.storeOrBail(cpu, Integer.toUnsignedLong(va), value, memop);
  }

  /** Slow path of a store at a 64-bit address. */
  static void store(Vcpu cpu, long va, int value, int memop) {
    cpu.memory.storeOrBail(cpu, va, value, memop);
  }

  /** Slow path of a store at a 64-bit address. */
  static void store(Vcpu cpu, long va, long value, int memop) {
    cpu.memory.storeOrBail(cpu, va, value, memop);
  }

  /**
   * Slow path of a 16-byte access. It is left to the interpreter, so that nothing is half done.
   *
   * @throws Bail always
   */
  static void bail() {
    throw Bail.INSTANCE;
  }

  static int divs(int a, int b) {
    return b == 0 ? 0 : a / b;
  }

  static int divu(int a, int b) {
    return b == 0 ? 0 : Integer.divideUnsigned(a, b);
  }

  static int rems(int a, int b) {
    return b == 0 ? a : a % b;
  }

  static int remu(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  static long divs(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  static long divu(long a, long b) {
    return b == 0 ? 0 : Long.divideUnsigned(a, b);
  }

  static long rems(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long remu(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }
}
