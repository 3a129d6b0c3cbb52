package ebb.frontend.arm.translate;

import ebb.ir.Helper;
import java.util.List;

/**
 * The part of the instruction set whose meaning belongs to the system architecture: exceptions,
 * banked registers, coprocessors, waiting. Methods emit IR for the instruction that the translator
 * is at; those that cannot be followed by straight-line code end the block ({@link
 * Translator#leave} and its kin).
 */
public interface SystemInstructions {
  /** Every helper that the methods may emit calls of. */
  List<Helper> helpers();

  /** The Undefined Instruction exception; ends the block. */
  void undefined(Translator t);

  void supervisorCall(Translator t, int immediate);

  void hypervisorCall(Translator t, int immediate);

  void secureMonitorCall(Translator t, int immediate);

  /** BKPT: a prefetch abort with a debug event, or semihosting. */
  void breakpoint(Translator t, int immediate);

  /** A Prefetch Abort for a pc in A32 state that is not a multiple of four; ends the block. */
  void unalignedPc(Translator t);

  void waitForInterrupt(Translator t);

  void waitForEvent(Translator t);

  void sendEvent(Translator t);

  /**
   * Writes the bits of {@code mask} of the CPSR (MSR, CPS in a privileged mode): mode, masks, E,
   * flags, Q, GE; never T and IT. Ends the block.
   */
  void writeCpsr(Translator t, int value, int mask);

  /** The SPSR of the current mode as a temp; undefined in User and System mode. */
  int readSpsr(Translator t);

  /** Writes the bits of {@code mask} of the SPSR of the current mode. */
  void writeSpsr(Translator t, int value, int mask);

  /** CPSR = SPSR and branch to the address in a temp; ends the block. */
  void exceptionReturn(Translator t, int target);

  /** RFE: CPSR = the second temp and branch to the first; ends the block. */
  void exceptionReturn(Translator t, int target, int cpsr);

  /** R0 to R14 of User mode as a temp. */
  int readUserRegister(Translator t, int n);

  void writeUserRegister(Translator t, int n, int value);

  /** True if the mode exists. */
  boolean hasStackPointer(int mode);

  /** SP of another mode (SRS), as a temp. */
  int readStackPointer(Translator t, int mode);

  void writeStackPointer(Translator t, int mode, int value);

  /**
   * MRS (Banked register).
   *
   * @param sysm the SYSm field as in the manual, table B9-4
   * @param spsr the R bit
   */
  int readBanked(Translator t, int sysm, boolean spsr);

  /** MSR (Banked register). */
  void writeBanked(Translator t, int sysm, boolean spsr, int value);

  /** MRC of coprocessor 14 or 15; {@code rt} 15 stands for the flags. */
  void readCoprocessor(Translator t, int coprocessor, int opc1, int crn, int crm, int opc2, int rt);

  /** MCR of coprocessor 14 or 15. */
  void writeCoprocessor(
      Translator t, int coprocessor, int opc1, int crn, int crm, int opc2, int rt);

  /** MRRC of coprocessor 14 or 15. */
  void readCoprocessor64(Translator t, int coprocessor, int opc1, int crm, int rt, int rt2);

  /** MCRR of coprocessor 14 or 15. */
  void writeCoprocessor64(Translator t, int coprocessor, int opc1, int crm, int rt, int rt2);

  /**
   * Undefined unless CPACR lets the current mode use coprocessors 10 and 11, whatever FPEXC says.
   */
  default void requireFpAccess(Translator t) {
    t.undefined();
  }

  /** VMSR FPEXC in a privileged mode; ends the block. */
  default void writeFpexc(Translator t, int value) {
    t.undefined();
  }
}
