package ebb.backend.jvm;

import java.util.List;

/**
 * What is known of a compiled region besides its code.
 *
 * @param pc guest-virtual address of its entry
 * @param key translation key of its entry
 * @param instructions guest instructions translated
 * @param bytecodeSize bytes of its method
 * @param hash a digest of the blocks it was made of: equal regions have equal hashes in every run
 * @param ranges guest code covered, one range per block, by address
 */
public record RegionInfo(
    long pc, int key, int instructions, int bytecodeSize, long hash, List<Range> ranges) {
  public RegionInfo {
    ranges = List.copyOf(ranges);
  }

  /** Guest-virtual addresses from {@code start}, inclusive, to {@code end}, exclusive. */
  public record Range(long start, long end) {}
}
