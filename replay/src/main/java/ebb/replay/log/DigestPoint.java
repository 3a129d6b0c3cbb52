package ebb.replay.log;

/**
 * What the machine's state must be at an icount.
 *
 * @param digest of everything but RAM
 */
public record DigestPoint(long icount, long digest) {}
