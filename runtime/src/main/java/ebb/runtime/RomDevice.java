package ebb.runtime;

/** The command side of a ROM range: sees its writes, and its reads while not in array mode. */
public interface RomDevice extends MmioDevice {
  /**
   * True while reads and fetches see the memory. A change is announced by {@link
   * Machine#memoryChanged}.
   */
  boolean arrayMode();
}
