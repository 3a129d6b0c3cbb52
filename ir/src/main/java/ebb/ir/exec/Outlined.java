package ebb.ir.exec;

import ebb.ir.Helper;
import ebb.ir.MemOp;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * The ops of a block that the interpreter's loop leaves to a call: those that it does not know, and
 * accesses to memory that missed the soft TLB. Their ticks are taken when they run.
 */
final class Outlined {
  private static final long VA_MASK = 0xffff_ffffL;

  private final Helper.Fn[] helpers;

  /**
   * @param helpers that the block calls
   */
  Outlined(Helper.Fn[] helpers) {
    this.helpers = helpers;
  }

  /**
   * Executes the op {@code w}, whose extensions are at the offset {@code p} in the array object.
   *
   * @throws ebb.ir.guest.GuestFault of the guest's
   */
  void run(Vcpu cpu, long w, long[] code, long p) {
    long x = UnsafeApi.getLong(code, p);
    int opcode = (int) w & 0xff;
    long pd = address(cpu, (int) w >> 16);
    long pa = address(cpu, w << 16 >> 48);
    switch (opcode) {
      case Code.CALL -> call(cpu, pd, x, UnsafeApi.getLong(code, p + Long.BYTES));
      case Code.LOAD_WORDS, Code.LOAD_MANY -> loadWords(cpu, w, code, p);
      case Code.STORE_WORDS, Code.STORE_MANY -> storeWords(cpu, w, code, p);
      case Code.RARE -> Rare.run(cpu, pd, pa, address(cpu, w >> 48), x);
      default -> access(cpu, opcode, pd, pa, x);
    }
  }

  private static void loadWords(Vcpu cpu, long w, long[] code, long p) {
    int memop = (int) UnsafeApi.getLong(code, p) & 0xffff;
    int more = (int) (w >> 48);
    // Below the frame, and only then to where they belong: the next one may fault.
    long loaded = cpu.state - Vcpu.FRAME_BYTES;
    for (int i = 0; i <= more; i++) {
      UnsafeApi.putInt(loaded + 4 * i, (int) cpu.memory.load(cpu, word(cpu, w, code, p, i), memop));
    }
    for (int i = 0; i <= more; i++) {
      UnsafeApi.putInt(address(cpu, offset(w, code, p, i)), UnsafeApi.getInt(loaded + 4 * i));
    }
  }

  private static void storeWords(Vcpu cpu, long w, long[] code, long p) {
    int memop = (int) UnsafeApi.getLong(code, p) & 0xffff;
    int more = (int) (w >> 48);
    for (int i = 0; i <= more; i++) {
      int value = UnsafeApi.getInt(address(cpu, offset(w, code, p, i)));
      cpu.memory.store(cpu, word(cpu, w, code, p, i), value, memop);
    }
  }

  /** Guest-virtual address of one of the words of an op. */
  private static long word(Vcpu cpu, long w, long[] code, long p, int i) {
    long base = UnsafeApi.getInt(address(cpu, w << 16 >> 48));
    return base + (UnsafeApi.getLong(code, p) >> 32) + 4 * i & VA_MASK;
  }

  /** Offset from the state of one of the operands of an op with several words. */
  private static int offset(long w, long[] code, long p, int i) {
    return i == 0
        ? (int) w >> 16
        : UnsafeApi.getShort(code, p + Long.BYTES + Short.BYTES * (i - 1));
  }

  private static void access(Vcpu cpu, int opcode, long pd, long pa, long x) {
    GuestMemory memory = cpu.memory;
    int memop = (int) x & 0xffff;
    long narrow = UnsafeApi.getInt(pa) + (x >> 32) & VA_MASK;
    switch (opcode) {
      case Code.LOAD_WORD, Code.LOAD_HALF, Code.LOAD_BYTE, Code.LOAD32 ->
          UnsafeApi.putInt(pd, (int) memory.load(cpu, narrow, memop));
      case Code.LOAD64 -> UnsafeApi.putLong(pd, memory.load(cpu, narrow, memop));
      case Code.STORE_WORD, Code.STORE_HALF, Code.STORE_BYTE, Code.STORE32 ->
          memory.store(cpu, narrow, UnsafeApi.getInt(pd), memop);
      case Code.STORE64 -> memory.store(cpu, narrow, UnsafeApi.getLong(pd), memop);
      case Code.LOAD_WORD_AT, Code.LOAD32_CONST ->
          UnsafeApi.putInt(pd, (int) memory.load(cpu, x >>> 32, memop));
      default -> {
        long va = UnsafeApi.getLong(pa) + (x >> 32);
        switch (opcode) {
          case Code.LOAD32_WIDE -> UnsafeApi.putInt(pd, (int) memory.load(cpu, va, memop));
          case Code.LOAD64_WIDE -> UnsafeApi.putLong(pd, memory.load(cpu, va, memop));
          case Code.STORE32_WIDE -> memory.store(cpu, va, UnsafeApi.getInt(pd), memop);
          case Code.STORE64_WIDE -> memory.store(cpu, va, UnsafeApi.getLong(pd), memop);
          default -> throw new IllegalStateException("no such opcode: " + opcode);
        }
      }
    }
  }

  /** Which of the soft TLB's tables an access uses, for the extension of the ops in the loop. */
  static long table(int memop, boolean store) {
    Access access = store ? Access.WRITE : Access.READ;
    return GuestMemory.tableOffset(MemOp.mmuIndex(memop), access) / GuestMemory.TABLE_BYTES;
  }

  /**
   * @param args offsets of the arguments, 16 bits each
   * @param which index of the helper | i64 arguments &lt;&lt; 16 (a bit each) | result bytes
   *     &lt;&lt; 24
   */
  private void call(Vcpu cpu, long pd, long args, long which) {
    long result =
        helpers[(int) which & 0xffff].call(
            cpu,
            argument(cpu, (short) args, which & 1 << 16),
            argument(cpu, (short) (args >> 16), which & 1 << 17),
            argument(cpu, (short) (args >> 32), which & 1 << 18),
            argument(cpu, (short) (args >> 48), which & 1 << 19));
    switch ((int) (which >> 24)) {
      case 4 -> UnsafeApi.putInt(pd, (int) result);
      case 8 -> UnsafeApi.putLong(pd, result);
      default -> {}
    }
  }

  private static long argument(Vcpu cpu, int offset, long wide) {
    long p = address(cpu, offset);
    return wide != 0 ? UnsafeApi.getLong(p) : UnsafeApi.getInt(p);
  }

  private static long address(Vcpu cpu, long offset) {
    return cpu.state + offset;
  }
}
