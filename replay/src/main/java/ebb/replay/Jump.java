package ebb.replay;

/**
 * A tick after which a CPU did not go on with the next instruction in memory.
 *
 * @param icount of the state before it
 * @param from pc before, guest-virtual
 * @param to pc after, guest-virtual
 * @param instruction at {@code from}, disassembled; an interrupt is entered instead of it
 * @param exception what the CPU says of the exception that it entered or returned from, or ""
 */
public record Jump(
    long icount, int vcpu, long from, long to, String instruction, String exception) {}
