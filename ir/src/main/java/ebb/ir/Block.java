package ebb.ir;

import java.util.List;

/**
 * A guest basic block in IR: straight-line guest instructions with labels inside, one terminal.
 *
 * <p>Temps are defined exactly once and do not outlive the block; values merge through slots. At
 * every fault point all slots hold their architectural values.
 *
 * <p>A block may be executed at another address than the one it was translated for, if the guest
 * says so ({@link ebb.ir.guest.Guest#movable}). The PC slot is the block's address when it starts;
 * all its pcs mean distances from there. It is put only before an indirect end.
 *
 * @param pc guest-virtual address of the first instruction
 * @param key translation key (FLAGS slot | AUX slot &lt;&lt; 24) it was translated under
 * @param code ops in order
 * @param terminal what happens after the last op
 * @param tempTypes type of each temp, by number
 * @param labels number of labels
 * @param instructions guest instructions, equals the number of INSN ops
 * @param bytes length of the guest code, in bytes
 */
public record Block(
    long pc,
    int key,
    List<Inst> code,
    Terminal terminal,
    List<Type> tempTypes,
    int labels,
    int instructions,
    int bytes) {
  public Block {
    code = List.copyOf(code);
    tempTypes = List.copyOf(tempTypes);
  }

  /** The same block with other code, for passes. */
  public Block withCode(List<Inst> newCode, Terminal newTerminal, List<Type> newTempTypes) {
    return new Block(pc, key, newCode, newTerminal, newTempTypes, labels, instructions, bytes);
  }
}
