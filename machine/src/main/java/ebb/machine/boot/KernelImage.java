package ebb.machine.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A file given as kernel: ELF, legacy U-Boot image, zImage or anything else, which is taken as raw
 * code; each may be compressed with gzip.
 *
 * @param entry guest-physical; bit 0 selects Thumb
 * @param linux started as the Linux boot protocol says (Documentation/arch/arm/booting.rst)
 */
public record KernelImage(List<Segment> segments, long entry, boolean linux) {
  /** Where raw images go, from the start of RAM. */
  public static final int RAW_OFFSET = 0x10000;

  private static final int UIMAGE_HEADER = 64;
  private static final int UIMAGE_MAGIC = 0x27051956;
  private static final int ZIMAGE_MAGIC = 0x016f2818;

  /**
   * @param ramBase guest-physical
   * @param ramBytes also the most that anything may grow to when it is uncompressed
   * @throws BootException if its header is corrupt
   */
  public static KernelImage load(byte[] file, long ramBase, long ramBytes) throws BootException {
    byte[] image = uncompressed(file, ramBytes);
    if (Elf32.is(image)) {
      return Elf32.load(image, ramBytes + (128L << 20));
    }
    if (image.length >= UIMAGE_HEADER && big(image, 0) == UIMAGE_MAGIC) {
      return uImage(image, ramBytes);
    }
    checkZImage(image);
    long at = ramBase + RAW_OFFSET;
    return new KernelImage(List.of(new Segment("kernel", at, image)), at, true);
  }

  /** Where the highest segment ends. */
  public long end() {
    long end = 0;
    for (Segment segment : segments) {
      end = Math.max(end, segment.end());
    }
    return end;
  }

  /** Where the lowest segment starts. */
  public long start() {
    long start = Long.MAX_VALUE;
    for (Segment segment : segments) {
      start = Math.min(start, segment.address());
    }
    return start;
  }

  /** A zImage says how long it is; anything else passes. */
  private static void checkZImage(byte[] image) throws BootException {
    if (image.length < 0x30 || LittleEndian.i32(image, 0x24) != ZIMAGE_MAGIC) {
      return;
    }
    long start = LittleEndian.u32(image, 0x28);
    long end = LittleEndian.u32(image, 0x2c);
    if (end <= start) {
      throw new BootException("zImage has a corrupt header: it ends before it starts");
    }
    if (end - start > image.length) {
      throw new BootException(
          "zImage is truncated: " + image.length + " of " + (end - start) + " bytes");
    }
  }

  private static KernelImage uImage(byte[] image, long ramBytes) throws BootException {
    long size = big(image, 12) & 0xffff_ffffL;
    long load = big(image, 16) & 0xffff_ffffL;
    long entry = big(image, 20) & 0xffff_ffffL;
    int architecture = image[29];
    int type = image[30];
    int compression = image[31];
    if (architecture != 2) {
      throw new BootException("U-Boot image is for another architecture (" + architecture + ")");
    }
    if (type != 2) {
      throw new BootException("U-Boot image is not a kernel");
    }
    if (size > image.length - UIMAGE_HEADER) {
      throw new BootException("U-Boot image is truncated: " + size + " bytes expected");
    }
    byte[] data = Arrays.copyOfRange(image, UIMAGE_HEADER, (int) (UIMAGE_HEADER + size));
    if (compression == 1) {
      data = inflate(data, ramBytes);
    } else if (compression != 0) {
      throw new BootException("U-Boot image has an unsupported compression (" + compression + ")");
    }
    return new KernelImage(List.of(new Segment("kernel", load, data)), entry, true);
  }

  private static byte[] uncompressed(byte[] file, long limit) throws BootException {
    boolean gzip = file.length >= 3 && file[0] == 0x1f && (file[1] & 0xff) == 0x8b && file[2] == 8;
    return gzip ? inflate(file, limit) : file;
  }

  private static byte[] inflate(byte[] compressed, long limit) throws BootException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > Math.min(limit, 1 << 30)) {
          throw new BootException("compressed kernel does not fit into memory");
        }
      }
    } catch (IOException e) {
      throw new BootException("compressed kernel is corrupt: " + e.getMessage());
    }
    return out.toByteArray();
  }

  private static int big(byte[] from, int at) {
    return Integer.reverseBytes(LittleEndian.i32(from, at));
  }
}
