package ebb.runtime;

/**
 * Registers in guest-physical memory. Called on the guest thread, at the exact icount of the
 * access.
 *
 * <p>Accesses are 1, 2, 4 or 8 bytes, naturally aligned, within the device's range. A device never
 * reads the host's clock and keeps no state outside its {@link Snapshotable} form.
 */
public interface MmioDevice extends Snapshotable {
  /** Zero-extended value at a byte offset from the device's base. */
  long read(long offset, int bytes);

  void write(long offset, int bytes, long value);
}
