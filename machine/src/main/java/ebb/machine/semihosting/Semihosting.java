package ebb.machine.semihosting;

import ebb.ir.StateLayout;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import ebb.runtime.Clock;
import ebb.runtime.HypercallHandler;
import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.OutputChannel;
import ebb.runtime.Snapshotable;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Arm semihosting (Semihosting for AArch32 and AArch64, release 2024Q3), 32-bit parameter blocks.
 * Operation in r0, argument in r1, result in r0.
 *
 * <p>The only files are the console ":tt" and ":semihosting-features"; the host's files, commands
 * and clock are out of reach, since they are no function of the recording. Reading the console
 * yields what has been typed so far and never waits: an empty queue reads as end of file.
 */
public final class Semihosting implements HypercallHandler, Snapshotable {
  /** Guest-virtual memory of a CPU. */
  public interface Memory {
    boolean read(int cpu, long va, byte[] into);

    boolean write(int cpu, long va, byte[] from);
  }

  /**
   * What the program is told about its surroundings.
   *
   * @param commandLine for SYS_GET_CMDLINE
   * @param epochSeconds seconds since 1970 at virtual time 0
   * @param heapBase guest-virtual start of free memory
   * @param heapLimit guest-virtual end of free memory; the stack grows down from it
   */
  public record Surroundings(
      String commandLine, long epochSeconds, long heapBase, long heapLimit) {}

  private static final int OPEN = 0x01;
  private static final int CLOSE = 0x02;
  private static final int WRITEC = 0x03;
  private static final int WRITE0 = 0x04;
  private static final int WRITE = 0x05;
  private static final int READ = 0x06;
  private static final int READC = 0x07;
  private static final int ISERROR = 0x08;
  private static final int ISTTY = 0x09;
  private static final int SEEK = 0x0a;
  private static final int FLEN = 0x0c;
  private static final int SYSCLOCK = 0x10;
  private static final int TIME = 0x11;
  private static final int ERRNO = 0x13;
  private static final int GET_CMDLINE = 0x15;
  private static final int HEAPINFO = 0x16;
  private static final int EXIT = 0x18;
  private static final int EXIT_EXTENDED = 0x20;
  private static final int ELAPSED = 0x30;
  private static final int TICKFREQ = 0x31;

  private static final int APPLICATION_EXIT = 0x20026;
  private static final int ENOENT = 2;
  private static final int EBADF = 9;
  private static final int EFAULT = 14;
  private static final int EINVAL = 22;
  private static final int LONGEST = 1 << 20;

  /** Exit code of its own and output apart from errors. */
  private static final byte[] FEATURES = {'S', 'H', 'F', 'B', 3};

  private static final int HANDLES = 32;
  private static final int FREE = 0;
  private static final int TERMINAL_IN = 1;
  private static final int TERMINAL_OUT = 2;
  private static final int FEATURE_FILE = 3;
  private static final int POWERED_OFF = 2;

  private final Memory memory;
  private final Clock clock;
  private final Surroundings surroundings;
  private final OutputChannel output;
  private final InputChannel input;
  private final IntConsumer exit;

  /** What each handle is; handle n is at n - 1. */
  private final int[] handles = new int[HANDLES];

  private final int[] positions = new int[HANDLES];
  private byte[] typed = {};
  private int errno;

  /**
   * @param exit called with the exit code when the program ends
   */
  public Semihosting(
      Memory memory,
      Clock clock,
      Inputs inputs,
      Surroundings surroundings,
      OutputChannel output,
      IntConsumer exit) {
    this.memory = memory;
    this.clock = clock;
    this.surroundings = surroundings;
    this.output = output;
    this.exit = exit;
    input = inputs.channel("semihosting", this::type);
  }

  public OutputChannel output() {
    return output;
  }

  public InputChannel input() {
    return input;
  }

  /** All files are closed. */
  public void reset() {
    java.util.Arrays.fill(handles, FREE);
    java.util.Arrays.fill(positions, 0);
    errno = 0;
  }

  private void type(byte[] data) {
    byte[] longer = java.util.Arrays.copyOf(typed, typed.length + data.length);
    System.arraycopy(data, 0, longer, typed.length, data.length);
    typed = longer;
  }

  private byte[] takeTyped(int most) {
    int n = Math.min(most, typed.length);
    byte[] taken = java.util.Arrays.copyOf(typed, n);
    typed = java.util.Arrays.copyOfRange(typed, n, typed.length);
    return taken;
  }

  @Override
  public boolean call(Vcpu cpu, Host.Hypercall kind, int immediate) {
    if (kind != Host.Hypercall.SEMIHOSTING) {
      return false;
    }
    int operation = (int) cpu.register(0);
    long argument = cpu.register(1) & 0xffff_ffffL;
    int result;
    try {
      result = perform(cpu, operation, argument);
    } catch (CallError e) {
      errno = e.number;
      result = -1;
    }
    cpu.setRegister(0, result & 0xffff_ffffL);
    return true;
  }

  /** A call that fails with an errno. */
  private static final class CallError extends Exception {
    final int number;

    CallError(int number) {
      super(null, null, false, false);
      this.number = number;
    }
  }

  private int perform(Vcpu cpu, int operation, long argument) throws CallError {
    return switch (operation) {
      case OPEN ->
          open(text(cpu, word(cpu, argument, 0), word(cpu, argument, 2)), word(cpu, argument, 1));
      case CLOSE -> {
        handles[index(word(cpu, argument, 0))] = FREE;
        yield 0;
      }
      case WRITEC -> {
        byte[] one = new byte[1];
        read(cpu, argument, one);
        output.write(one[0] & 0xff);
        yield operation;
      }
      case WRITE0 -> {
        byte[] string = string(cpu, argument);
        output.write(string, 0, string.length);
        yield operation;
      }
      case WRITE -> write(cpu, argument);
      case READ -> readFile(cpu, argument);
      case READC -> {
        byte[] one = takeTyped(1);
        yield one.length == 0 ? -1 : one[0] & 0xff;
      }
      case ISERROR -> word(cpu, argument, 0) < 0 ? 1 : 0;
      case ISTTY -> handles[index(word(cpu, argument, 0))] == FEATURE_FILE ? 0 : 1;
      case SEEK -> seek(cpu, argument);
      case FLEN -> {
        need(handles[index(word(cpu, argument, 0))] == FEATURE_FILE, EINVAL);
        yield FEATURES.length;
      }
      case SYSCLOCK -> (int) (clock.nanos() / 10_000_000);
      case TIME -> (int) (surroundings.epochSeconds + clock.nanos() / 1_000_000_000);
      case ERRNO -> errno;
      case GET_CMDLINE -> commandLine(cpu, argument);
      case HEAPINFO -> {
        long base = surroundings.heapBase;
        long limit = surroundings.heapLimit;
        long block = word(cpu, argument, 0) & 0xffff_ffffL;
        write(cpu, block, words((int) base, (int) limit, (int) limit, (int) base));
        yield 0;
      }
      case EXIT -> exit(cpu, argument == APPLICATION_EXIT ? 0 : 1);
      case EXIT_EXTENDED -> {
        boolean normal = word(cpu, argument, 0) == APPLICATION_EXIT;
        yield exit(cpu, normal ? word(cpu, argument, 1) : 1);
      }
      case ELAPSED -> {
        long nanos = clock.nanos();
        write(cpu, argument, words((int) nanos, (int) (nanos >>> 32)));
        yield 0;
      }
      case TICKFREQ -> 1_000_000_000;
      default -> throw new CallError(EINVAL);
    };
  }

  private int exit(Vcpu cpu, int code) {
    cpu.putInt(StateLayout.HALTED, POWERED_OFF);
    cpu.host.attention(cpu);
    exit.accept(code & 0xff);
    return 0;
  }

  // ---- files
  // ---------------------------------------------------------------------------------------

  private int open(String name, int mode) throws CallError {
    int kind;
    if (name.equals(":tt")) {
      kind = mode < 4 ? TERMINAL_IN : TERMINAL_OUT;
    } else if (name.equals(":semihosting-features") && mode < 2) {
      kind = FEATURE_FILE;
    } else {
      throw new CallError(ENOENT);
    }
    for (int i = 0; i < HANDLES; i++) {
      if (handles[i] == FREE) {
        handles[i] = kind;
        positions[i] = 0;
        return i + 1;
      }
    }
    throw new CallError(EINVAL);
  }

  private int index(int handle) throws CallError {
    need(handle >= 1 && handle <= HANDLES && handles[handle - 1] != FREE, EBADF);
    return handle - 1;
  }

  /** Result: how many bytes were not written. */
  private int write(Vcpu cpu, long block) throws CallError {
    int file = index(word(cpu, block, 0));
    int length = word(cpu, block, 2);
    need(length >= 0 && length <= LONGEST, EINVAL);
    if (handles[file] != TERMINAL_OUT) {
      errno = EBADF;
      return length;
    }
    byte[] data = new byte[length];
    read(cpu, word(cpu, block, 1) & 0xffff_ffffL, data);
    output.write(data, 0, length);
    return 0;
  }

  /** Result: how many bytes of the buffer were not filled. */
  private int readFile(Vcpu cpu, long block) throws CallError {
    int file = index(word(cpu, block, 0));
    int length = word(cpu, block, 2);
    need(length >= 0, EINVAL);
    byte[] data = {};
    if (handles[file] == FEATURE_FILE) {
      int from = positions[file];
      data =
          java.util.Arrays.copyOfRange(
              FEATURES, from, from + Math.min(length, FEATURES.length - from));
      positions[file] += data.length;
    } else if (handles[file] == TERMINAL_IN) {
      data = takeTyped(length);
    }
    write(cpu, word(cpu, block, 1) & 0xffff_ffffL, data);
    return length - data.length;
  }

  private int seek(Vcpu cpu, long block) throws CallError {
    int file = index(word(cpu, block, 0));
    int position = word(cpu, block, 1);
    need(handles[file] == FEATURE_FILE, EINVAL);
    need(position >= 0 && position <= FEATURES.length, EINVAL);
    positions[file] = position;
    return 0;
  }

  private int commandLine(Vcpu cpu, long block) throws CallError {
    byte[] line = (surroundings.commandLine + "\0").getBytes(StandardCharsets.UTF_8);
    need(word(cpu, block, 1) >= line.length, EINVAL);
    write(cpu, word(cpu, block, 0) & 0xffff_ffffL, line);
    write(cpu, block + 4, words(line.length - 1));
    return 0;
  }

  // ---- guest memory
  // --------------------------------------------------------------------------------

  private static void need(boolean condition, int otherwise) throws CallError {
    if (!condition) {
      throw new CallError(otherwise);
    }
  }

  private void read(Vcpu cpu, long va, byte[] into) throws CallError {
    need(memory.read(cpu.index, va, into), EFAULT);
  }

  private void write(Vcpu cpu, long va, byte[] from) throws CallError {
    need(memory.write(cpu.index, va, from), EFAULT);
  }

  private int word(Vcpu cpu, long block, int index) throws CallError {
    byte[] bytes = new byte[4];
    read(cpu, block + 4L * index, bytes);
    return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
  }

  private static byte[] words(int... values) {
    byte[] bytes = new byte[values.length * 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / 4] >>> 8 * (i % 4));
    }
    return bytes;
  }

  private String text(Vcpu cpu, int va, int length) throws CallError {
    need(length >= 0 && length <= 4096, EINVAL);
    byte[] bytes = new byte[length];
    read(cpu, va & 0xffff_ffffL, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private byte[] string(Vcpu cpu, long va) throws CallError {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] one = new byte[1];
    for (long at = va; bytes.size() < LONGEST; at++) {
      read(cpu, at, one);
      if (one[0] == 0) {
        break;
      }
      bytes.write(one[0]);
    }
    return bytes.toByteArray();
  }

  // ---- state
  // ---------------------------------------------------------------------------------------

  @Override
  public String id() {
    return "semihosting";
  }

  @Override
  public void save(StateOutput out) {
    out.ints(handles);
    out.ints(positions);
    out.i32(errno);
    out.bytes(typed);
    output.save(out);
  }

  @Override
  public void load(StateInput in) {
    in.ints(handles);
    in.ints(positions);
    for (int i = 0; i < HANDLES; i++) {
      if (positions[i] < 0 || positions[i] > FEATURES.length) {
        throw new StateInput.CorruptState("semihosting: position outside of a file");
      }
    }
    errno = in.i32();
    typed = in.bytes();
    output.load(in);
  }
}
