package ebb.replay.query;

/**
 * A tick in which something that was looked for happened.
 *
 * @param icount of the state before it
 * @param pc of its instruction, guest-virtual
 */
public record Hit(long icount, int vcpu, long pc) {}
