package ebb.machine.device;

import ebb.runtime.Dma;
import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The firmware configuration device "qemu,fw-cfg-mmio": items by 16-bit key, files among them by
 * name. Data at offset 0 (any width, successive bytes), selector at 8 and DMA address at 16, both
 * big-endian. All items are read-only.
 */
public final class FirmwareConfig implements MmioDevice {
  public static final int SIGNATURE = 0x00;
  public static final int ID = 0x01;
  public static final int UUID = 0x02;
  public static final int NO_GRAPHIC = 0x04;
  public static final int CPUS = 0x05;
  public static final int KERNEL_SIZE = 0x08;
  public static final int INITRD_SIZE = 0x0b;
  public static final int BOOT_MENU = 0x0e;
  public static final int KERNEL_DATA = 0x11;
  public static final int INITRD_DATA = 0x12;
  public static final int CMDLINE_SIZE = 0x14;
  public static final int CMDLINE_DATA = 0x15;
  public static final int FILE_DIRECTORY = 0x19;

  private static final int FIRST_FILE = 0x20;
  private static final int ITEMS = 0x40;
  private static final int FILE_NAME = 56;
  private static final int INVALID = 0xffff;
  private static final long DMA_SIGNATURE = 0x5145_4d55_2043_4647L;
  private static final int DMA_ERROR = 1;
  private static final int DMA_READ = 2;
  private static final int DMA_SKIP = 4;
  private static final int DMA_SELECT = 8;
  private static final int DMA_WRITE = 16;

  private final Dma dma;
  private final byte[][] items = new byte[ITEMS][];
  private final Map<String, byte[]> files = new TreeMap<>();
  private int key;
  private int position;
  private long dmaAddress;

  public FirmwareConfig(Dma dma) {
    this.dma = dma;
    items[SIGNATURE] = "QEMU".getBytes(StandardCharsets.US_ASCII);
    // Traditional interface and DMA.
    set32(ID, 3);
    layOutFiles();
  }

  public void set(int item, byte[] content) {
    items[item] = content;
  }

  public void set16(int item, int value) {
    items[item] = new byte[] {(byte) value, (byte) (value >> 8)};
  }

  public void set32(int item, int value) {
    items[item] =
        new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
  }

  /**
   * Adds or replaces a file. Files have keys in the order of their names.
   *
   * @param name less than 56 bytes
   */
  public void setFile(String name, byte[] content) {
    if (name.length() >= FILE_NAME || files.size() >= ITEMS - FIRST_FILE) {
      throw new IllegalArgumentException("firmware file " + name);
    }
    files.put(name, content);
    layOutFiles();
  }

  private void layOutFiles() {
    byte[] directory = new byte[4 + files.size() * (8 + FILE_NAME)];
    putBig(directory, 0, 4, files.size());
    int at = 4;
    int item = FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      items[item] = file.getValue();
      putBig(directory, at, 4, file.getValue().length);
      putBig(directory, at + 4, 2, item);
      byte[] name = file.getKey().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(name, 0, directory, at + 8, name.length);
      at += 8 + FILE_NAME;
      item++;
    }
    items[FILE_DIRECTORY] = directory;
  }

  public void reset() {
    key = 0;
    position = 0;
    dmaAddress = 0;
  }

  private void select(int newKey) {
    position = 0;
    key = (newKey & 0x3fff) < ITEMS ? newKey : INVALID;
  }

  /**
   * The selected item; empty if there is none. Keys of the architecture's own space (bit 15) have
   * none.
   */
  private byte[] selected() {
    byte[] item = key == INVALID || (key & 0x8000) != 0 ? null : items[key & 0x3fff];
    return item == null ? new byte[0] : item;
  }

  @Override
  public long read(long offset, int bytes) {
    if (offset < 8) {
      byte[] item = selected();
      long value = 0;
      for (int i = 0; i < bytes && position < item.length; i++) {
        value |= (item[position++] & 0xffL) << 8 * i;
      }
      return value;
    }
    if (offset >= 16) {
      long big = Long.reverseBytes(DMA_SIGNATURE) >>> 8 * (offset - 16);
      return bytes == 8 ? big : big & (1L << 8 * bytes) - 1;
    }
    return 0;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    if (offset == 8 && bytes == 2) {
      select(Short.reverseBytes((short) value) & 0xffff);
    } else if (offset == 16 && bytes == 8) {
      dmaAddress = Long.reverseBytes(value);
      transfer();
    } else if (offset == 16 && bytes == 4) {
      dmaAddress = (Integer.reverseBytes((int) value) & 0xffff_ffffL) << 32;
    } else if (offset == 20 && bytes == 4) {
      dmaAddress |= Integer.reverseBytes((int) value) & 0xffff_ffffL;
      transfer();
    }
  }

  /**
   * Executes the request at the DMA address: control, length (4 bytes each) and address,
   * big-endian.
   */
  private void transfer() {
    long at = dmaAddress;
    dmaAddress = 0;
    byte[] request = new byte[16];
    byte[] answer = new byte[4];
    if (!dma.read(at, request, 0, 16)) {
      putBig(answer, 0, 4, DMA_ERROR);
      dma.write(at, answer, 0, 4);
      return;
    }
    int control = (int) big(request, 0, 4);
    long length = big(request, 4, 4);
    long address = big(request, 8, 8);
    if ((control & DMA_SELECT) != 0) {
      select(control >>> 16);
    }
    boolean ok = true;
    if ((control & DMA_READ) != 0) {
      ok = copy(address, length);
    } else if ((control & DMA_WRITE) != 0) {
      ok = length == 0;
    } else if ((control & DMA_SKIP) != 0) {
      position = (int) Math.min(position + length, selected().length);
    }
    putBig(answer, 0, 4, ok ? 0 : DMA_ERROR);
    dma.write(at, answer, 0, 4);
  }

  private boolean copy(long address, long length) {
    byte[] item = selected();
    byte[] buffer = new byte[4096];
    long done = 0;
    while (done < length) {
      int part = (int) Math.min(buffer.length, length - done);
      int present = Math.min(part, item.length - position);
      System.arraycopy(item, position, buffer, 0, present);
      java.util.Arrays.fill(buffer, present, part, (byte) 0);
      if (!dma.write(address + done, buffer, 0, part)) {
        return false;
      }
      position += present;
      done += part;
    }
    return true;
  }

  private static void putBig(byte[] into, int at, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      into[at + i] = (byte) (value >>> 8 * (bytes - 1 - i));
    }
  }

  private static long big(byte[] from, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | from[at + i] & 0xff;
    }
    return value;
  }

  @Override
  public String id() {
    return "fw-cfg";
  }

  @Override
  public void save(StateOutput out) {
    out.i32(key);
    out.i32(position);
    out.i64(dmaAddress);
  }

  @Override
  public void load(StateInput in) {
    key = in.i32();
    position = in.i32();
    dmaAddress = in.i64();
    if (position < 0 || position > selected().length) {
      throw new StateInput.CorruptState("firmware configuration: position beyond its item");
    }
  }
}
