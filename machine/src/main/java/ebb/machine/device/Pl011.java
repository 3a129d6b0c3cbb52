package ebb.machine.device;

import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.OutputChannel;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * PrimeCell UART PL011 (DDI 0183). Characters leave at once and arrive when they are delivered;
 * baud rate, parity and modem lines have no effect, and DMA is not wired. The receive interrupt is
 * raised by the first character whatever UARTIFLS says (what Linux relies on in virtual machines),
 * so the receive timeout never occurs.
 *
 * <p>Input that the FIFO cannot take yet waits in the device and is part of its state: nothing is
 * ever dropped. An input without bytes is a break; it overtakes what waits.
 */
public final class Pl011 implements MmioDevice {
  /** The input that is a break. */
  public static final byte[] BREAK = {};

  private static final int PART = 0x0014_1011;
  private static final int FIFO = 16;
  private static final int INT_RX = 1 << 4;
  private static final int INT_TX = 1 << 5;
  private static final int INT_BREAK = 1 << 9;
  private static final int INT_ALL = 0x7ff;
  private static final int DATA_BREAK = 1 << 10;

  /** In the saved number of characters. */
  private static final int SAVED_BREAK = 1 << 8;

  private static final int FLAG_RXFE = 1 << 4;
  private static final int FLAG_RXFF = 1 << 6;
  private static final int FLAG_TXFE = 1 << 7;
  private static final int LCR_FEN = 1 << 4;

  private final String id;
  private final IrqLine irq;
  private final OutputChannel output;
  private final InputChannel input;
  private final ByteQueue waiting = new ByteQueue();

  private final int[] fifo = new int[FIFO];
  private int first;
  private int count;
  private int lastRead;
  private int powerReg;
  private int baudInteger;
  private int baudFraction;
  private int lineControl;
  private int control;
  private int levelSelect;
  private int enabled;
  private int raised;
  private int dmaControl;
  private boolean breakWaits;

  /**
   * @param id also the name of its input channel
   */
  public Pl011(String id, IrqLine irq, Inputs inputs, OutputChannel output) {
    this.id = id;
    this.irq = irq;
    this.output = output;
    input = inputs.channel(id, this::receive);
    reset();
  }

  public InputChannel input() {
    return input;
  }

  public OutputChannel output() {
    return output;
  }

  /** Power-on state. Input that waited is kept: it is on the wire. */
  public void reset() {
    first = 0;
    count = 0;
    lastRead = 0;
    powerReg = 0;
    baudInteger = 0;
    baudFraction = 0;
    lineControl = 0;
    control = 0x300;
    levelSelect = 0x12;
    enabled = 0;
    raised = 0;
    dmaControl = 0;
    breakWaits = false;
    update();
    pump();
  }

  private void receive(byte[] data) {
    waiting.add(data);
    breakWaits |= data.length == 0;
    pump();
  }

  /** Moves waiting input into the FIFO as far as it has room. */
  private void pump() {
    while ((breakWaits || waiting.size() > 0) && count < capacity()) {
      fifo[first + count & FIFO - 1] = breakWaits ? DATA_BREAK : waiting.take();
      if (breakWaits) {
        breakWaits = false;
        raised |= INT_BREAK;
      }
      count++;
      if (count == 1) {
        raised |= INT_RX;
      }
    }
    update();
  }

  private int capacity() {
    return (lineControl & LCR_FEN) != 0 ? FIFO : 1;
  }

  private int takeCharacter() {
    int value = fifo[first];
    if (count > 0) {
      count--;
      first = first + 1 & FIFO - 1;
      if (count == 0) {
        raised &= ~INT_RX;
      }
    }
    lastRead = value >>> 8;
    update();
    pump();
    return value;
  }

  private int flags() {
    return FLAG_TXFE | (count == 0 ? FLAG_RXFE : 0) | (count >= capacity() ? FLAG_RXFF : 0);
  }

  private void update() {
    irq.set((raised & enabled & INT_ALL) != 0);
  }

  @Override
  public long read(long offset, int bytes) {
    if (PrimeCell.covers(offset)) {
      return PrimeCell.identification(offset, PART);
    }
    int value =
        switch ((int) offset >> 2) {
          case 0 -> takeCharacter();
          case 1 -> lastRead;
          case 6 -> flags();
          case 8 -> powerReg;
          case 9 -> baudInteger;
          case 10 -> baudFraction;
          case 11 -> lineControl;
          case 12 -> control;
          case 13 -> levelSelect;
          case 14 -> enabled;
          case 15 -> raised;
          case 16 -> raised & enabled;
          case 18 -> dmaControl;
          default -> 0;
        };
    return value & (bytes >= 4 ? 0xffff_ffffL : (1L << 8 * bytes) - 1);
  }

  @Override
  public void write(long offset, int bytes, long data) {
    int value = (int) data;
    switch ((int) offset >> 2) {
      case 0 -> {
        output.write(value & 0xff);
        raised |= INT_TX;
      }
      case 1 -> lastRead = 0;
      case 8 -> powerReg = value;
      case 9 -> baudInteger = value;
      case 10 -> baudFraction = value;
      case 11 -> {
        if (((lineControl ^ value) & LCR_FEN) != 0) {
          first = 0;
          count = 0;
        }
        lineControl = value;
        pump();
      }
      case 12 -> control = value;
      case 13 -> levelSelect = value;
      case 14 -> enabled = value;
      case 17 -> raised &= ~value;
      case 18 -> dmaControl = value;
      default -> {
        return;
      }
    }
    update();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void save(StateOutput out) {
    waiting.save(out);
    out.ints(fifo);
    out.ints(
        new int[] {
          first,
          count | (breakWaits ? SAVED_BREAK : 0),
          lastRead,
          powerReg,
          baudInteger,
          baudFraction,
          lineControl,
          control,
          levelSelect,
          enabled,
          raised,
          dmaControl
        });
    output.save(out);
  }

  @Override
  public void load(StateInput in) {
    waiting.load(in);
    in.ints(fifo);
    int[] registers = new int[12];
    in.ints(registers);
    first = registers[0] & FIFO - 1;
    count = Math.min(registers[1] & 31, FIFO);
    breakWaits = (registers[1] & SAVED_BREAK) != 0;
    lastRead = registers[2];
    powerReg = registers[3];
    baudInteger = registers[4];
    baudFraction = registers[5];
    lineControl = registers[6];
    control = registers[7];
    levelSelect = registers[8];
    enabled = registers[9];
    raised = registers[10];
    dmaControl = registers[11];
    output.load(in);
    update();
  }
}
