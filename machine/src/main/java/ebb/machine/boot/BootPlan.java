package ebb.machine.boot;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is put into memory at reset, and the state in which CPU 0 starts. Where things go
 * is what {@code qemu-system-arm -M virt} does with the same files.
 *
 * @param segments later ones win where they overlap
 * @param entry guest-physical; bit 0 selects Thumb
 * @param linux r0 to r2 are set as the Linux boot protocol says
 * @param deviceTree address of the device tree, or -1 if there was no room for it
 * @param initrdStart guest-physical; equals {@code initrdEnd} if there is none
 */
public record BootPlan(
    List<Segment> segments,
    long entry,
    boolean linux,
    long deviceTree,
    long initrdStart,
    long initrdEnd) {
  private static final long INITRD_OFFSET = 128L << 20;
  private static final long PAGE = 4096;

  /**
   * Plans a boot by firmware in flash. The device tree is at the start of RAM.
   *
   * @param ramBase guest-physical
   */
  public static BootPlan firmware(byte[] bios, long flashBytes, long ramBase) throws BootException {
    if (bios.length > flashBytes) {
      throw new BootException("firmware of " + bios.length + " bytes does not fit into the flash");
    }
    List<Segment> segments = new ArrayList<>();
    if (bios.length > 0) {
      segments.add(new Segment("firmware", 0, bios));
    }
    return new BootPlan(segments, 0, false, ramBase, 0, 0);
  }

  /**
   * Plans a boot straight into a kernel.
   *
   * @param initrd may be empty
   * @throws BootException if a file is corrupt or memory is too small
   */
  public static BootPlan kernel(byte[] file, byte[] initrd, long ramBase, long ramBytes)
      throws BootException {
    KernelImage image = KernelImage.load(file, ramBase, ramBytes);
    List<Segment> segments = new ArrayList<>(image.segments());
    long ramEnd = ramBase + ramBytes;
    if (!image.linux()) {
      boolean below = image.start() > ramBase || image.end() <= ramBase;
      return new BootPlan(segments, image.entry(), false, below ? ramBase : -1, 0, 0);
    }
    for (Segment segment : segments) {
      if (segment.address() < ramBase || segment.end() > ramEnd) {
        throw new BootException("kernel does not fit into memory");
      }
    }
    long initrdStart = ramBase + Math.min(ramBytes / 2, INITRD_OFFSET);
    initrdStart = Math.max(initrdStart, image.end()) + PAGE - 1 & -PAGE;
    long initrdEnd = initrdStart + initrd.length;
    if (initrdEnd > ramEnd) {
      throw new BootException("initial RAM disk does not fit into memory");
    }
    if (initrd.length > 0) {
      segments.add(new Segment("initrd", initrdStart, initrd));
    }
    long deviceTree = initrdEnd + PAGE - 1 & -PAGE;
    return new BootPlan(segments, image.entry(), true, deviceTree, initrdStart, initrdEnd);
  }
}
