package ebb.runtime;

/**
 * Guest-physical memory as devices see it. Ranges that are not wholly RAM are refused; nothing is
 * copied then. Writes invalidate translations of the code that they overwrite.
 */
public interface Dma {
  /** True if [pa, pa + bytes) is RAM. */
  boolean isRam(long pa, long bytes);

  /**
   * @return false if the range is not RAM
   */
  boolean read(long pa, byte[] into, int offset, int length);

  /**
   * @return false if the range is not writable RAM
   */
  boolean write(long pa, byte[] from, int offset, int length);
}
