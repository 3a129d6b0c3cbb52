package ebb.machine.device;

import ebb.runtime.RomDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * Parallel NOR flash with Intel's command set (CFI, JESD68.01): two 16-bit chips side by side, so
 * that commands and answers come twice in a word. Commands complete at once. Programming
 * overwrites; it needs no erase before.
 */
public final class Flash implements RomDevice {
  /** Bytes of one erase block of the pair. */
  public static final int SECTOR = 256 << 10;

  private static final int READY = 0x80;
  private static final int DEVICE_WIDTH = 2;
  private static final int BANK_WIDTH = 4;
  private static final int MANUFACTURER = 0x89;
  private static final int DEVICE = 0x18;
  private static final int QUERY_BYTES = 0x52;

  /** The memory behind the flash. */
  public interface Content {
    /** Little-endian value of up to 8 bytes. */
    long read(long offset, int bytes);

    void write(long offset, int bytes, long value);

    void fill(long offset, long length, int value);

    /** Reads by the guest see the memory now, or see the device. */
    void modeChanged();
  }

  private final String id;
  private final Content content;
  private final int[] query = new int[QUERY_BYTES];
  private int command;
  private int cycle;
  private int status = READY;
  private int counter;
  private boolean array = true;

  /**
   * @param size in bytes, a power of two of whole sectors
   */
  public Flash(String id, long size, Content content) {
    this.id = id;
    this.content = content;
    int chips = BANK_WIDTH / DEVICE_WIDTH;
    int blocks = (int) (size / SECTOR);
    int blockBytes = SECTOR / chips;
    put(0x10, 'Q', 'R', 'Y', 0x01, 0x00, 0x31, 0x00);
    put(0x1b, 0x45, 0x55, 0x00, 0x00, 0x07, 0x07, 0x0a, 0x00, 0x04, 0x04, 0x04, 0x00);
    put(0x27, Long.numberOfTrailingZeros(size / chips), 0x02, 0x00, 0x0b, 0x00, 0x01);
    put(0x2d, blocks - 1 & 0xff, blocks - 1 >> 8, blockBytes >> 8 & 0xff, blockBytes >> 16);
    put(0x31, 'P', 'R', 'I', '1', '0');
    put(0x3f, 0x01);
  }

  private void put(int at, int... values) {
    System.arraycopy(values, 0, query, at, values.length);
  }

  public void reset() {
    status = READY;
    counter = 0;
    readArray();
  }

  @Override
  public boolean arrayMode() {
    return array;
  }

  @Override
  public long read(long offset, int bytes) {
    return switch (command) {
      case 0x00 -> content.read(offset, bytes);
      case 0x90 -> wide(offset, bytes, true);
      case 0x98 -> wide(offset, bytes, false);
      default -> {
        long value = 0;
        for (int i = 0; i < bytes; i += DEVICE_WIDTH) {
          value |= (long) status << 8 * i;
        }
        yield value;
      }
    };
  }

  /** Answers of both chips, and of neighbouring words if the access is wider than the bank. */
  private long wide(long offset, int bytes, boolean identify) {
    long value = 0;
    for (int i = 0; i < bytes; i += BANK_WIDTH) {
      int index = (int) ((offset + i) / BANK_WIDTH) & 0xff;
      long one =
          identify
              ? index == 0 ? MANUFACTURER : index == 1 ? DEVICE : 0
              : index < QUERY_BYTES ? query[index] : 0;
      value |= (one | one << 16) << 8 * i;
    }
    return bytes == 8 ? value : value & (1L << 8 * bytes) - 1;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    int code = (int) value & 0xff;
    if (cycle == 0) {
      setArray(false);
    }
    switch (cycle) {
      case 0 -> start(offset, code);
      case 1 -> second(offset, bytes, value, code);
      case 2 -> {
        content.write(offset, bytes, value);
        status |= READY;
        if (counter == 0) {
          cycle = 3;
        }
        counter--;
      }
      default -> {
        if (code == 0xd0) {
          cycle = 0;
          status |= READY;
        } else {
          readArray();
        }
      }
    }
  }

  private void start(long offset, int code) {
    switch (code) {
      case 0x10, 0x40, 0x60, 0x70, 0x90, 0x98 -> {}
      case 0x20, 0x28 -> {
        content.fill(offset & -SECTOR, SECTOR, 0xff);
        status |= READY;
      }
      case 0xe8 -> status |= READY;
      case 0x50 -> {
        status = 0;
        readArray();
        return;
      }
      default -> {
        readArray();
        return;
      }
    }
    command = code;
    // Status and identification need no second cycle.
    cycle = code == 0x70 || code == 0x90 ? 0 : 1;
  }

  private void second(long offset, int bytes, long value, int code) {
    switch (command) {
      case 0x10, 0x40 -> {
        content.write(offset, bytes, value);
        status |= READY;
        cycle = 0;
      }
      case 0xe8 -> {
        counter = (int) value & 0xffff;
        cycle = 2;
      }
      case 0x20, 0x28, 0x60 -> {
        if (code == 0xd0 || command == 0x60 && code == 0x01) {
          cycle = 0;
          status |= READY;
        } else {
          readArray();
        }
      }
      default -> {
        if (code == 0xff) {
          readArray();
        }
      }
    }
  }

  private void readArray() {
    command = 0;
    cycle = 0;
    setArray(true);
  }

  private void setArray(boolean on) {
    if (array != on) {
      array = on;
      content.modeChanged();
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void save(StateOutput out) {
    out.ints(new int[] {command, cycle, status, counter, array ? 1 : 0});
  }

  @Override
  public void load(StateInput in) {
    int[] registers = new int[5];
    in.ints(registers);
    command = registers[0];
    cycle = registers[1];
    status = registers[2];
    counter = registers[3];
    setArray(registers[4] != 0);
  }
}
