package ebb.ir.guest;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.StateLayout;
import java.util.List;

/** A guest architecture: what a frontend offers to the rest. */
public interface Guest {
  /** As in {@code qemu-system-<name>}. */
  String name();

  StateLayout layout();

  /** Every helper that its blocks may call, by unique name. */
  List<Helper> helpers();

  /**
   * @param cpuModel as in {@code -cpu}
   * @param state raw address of {@code layout().size()} zeroed bytes, above {@link
   *     Vcpu#FRAME_BYTES} bytes that are the CPU's too
   * @param tlb raw address of zeroed soft-TLB tables
   * @throws IllegalArgumentException naming the unknown model
   */
  Vcpu newVcpu(int index, String cpuModel, long state, long tlb, GuestMemory memory, Host host);

  /**
   * Translates the basic block at pc. It ends at the first control transfer, after {@code
   * maxInstructions}, before the first instruction that starts at or beyond {@code limit}, or
   * before one whose fetch faults (unless it is the first).
   *
   * @param key FLAGS | AUX &lt;&lt; 24, see {@link Vcpu#key}
   * @param limit guest-virtual, exclusive; normally the end of the page
   * @throws GuestFault if the first instruction cannot be fetched
   */
  Block translate(CodeReader code, long pc, int key, int maxInstructions, long limit);

  /**
   * True if blocks translated under this key are right at any address where the same bytes lie:
   * they name addresses of their own by {@link ebb.ir.Op#PC32} alone.
   */
  boolean movable(int key);

  /**
   * Disassembles one instruction.
   *
   * @param key as for {@link #translate}
   */
  Disassembly disassemble(CodeReader code, long pc, int key);

  /** The gdb target description, as XML by annex name ("target.xml" and what it includes). */
  java.util.Map<String, String> gdbDescription();

  /**
   * One instruction as text.
   *
   * @param bytes its length
   * @param nextKey with which the instruction after it in memory is to be disassembled
   */
  record Disassembly(String text, int bytes, int nextKey) {}

  /** Reads guest code at virtual addresses, in the byte order of instruction fetches. */
  interface CodeReader {
    /**
     * @throws GuestFault if the address cannot be fetched from
     */
    int u8(long va);

    /**
     * @throws GuestFault if the address cannot be fetched from
     */
    int u16(long va);

    /**
     * @throws GuestFault if the address cannot be fetched from
     */
    int u32(long va);
  }
}
