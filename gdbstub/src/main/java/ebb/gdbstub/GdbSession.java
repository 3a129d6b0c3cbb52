package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One debugger's conversation (GDB manual, appendix E), all-stop. The thread that owns the guest
 * runs it: it answers packets while the guest stands still, and moves the guest when it is told to.
 *
 * <p>Threads are CPUs, numbered from 1. The guest's schedule is part of its execution, so a step of
 * one CPU lets the others run as they would have, whatever {@code scheduler-locking} says.
 */
final class GdbSession {
  /** How a conversation ended. */
  enum End {
    /** The debugger has let go: the guest runs on. */
    DETACHED,
    /** The debugger wants the guest gone. */
    KILLED,
    /** The connection has broken. */
    LOST
  }

  /** Longest packet in either direction, in bytes. */
  static final int PACKET_BYTES = 0x8000;

  private static final String OK = "OK";
  private static final String UNKNOWN = "";
  private static final String MEMORY_ERROR = "E14";
  private static final String MALFORMED = "E01";

  private final PacketChannel channel;
  private final DebugTarget target;
  private final Breakpoints breakpoints;
  private final StopReply replies;
  private final Queries queries;
  private final Consumer<String> refusals;
  private final byte[] memory = new byte[PACKET_BYTES / 2];

  private int registerCpu;
  private int motionCpu = -1;
  private boolean physical;
  private String lastStop;
  private String console = "";

  /** A {@code monitor} command is under way. */
  private boolean asked;

  private End end;

  /**
   * @param refusals gets the reasons for what is refused, which gdb itself does not always show;
   *     null: they go to gdb's console, at the next motion
   */
  GdbSession(PacketChannel channel, DebugTarget target, Consumer<String> refusals) {
    this.channel = channel;
    this.refusals = refusals;
    this.target = target;
    breakpoints = new Breakpoints(target);
    replies = new StopReply(target, breakpoints);
    queries = new Queries(this, target);
    registerCpu = target.currentCpu();
  }

  /** Talks until the debugger leaves. */
  End run() throws InterruptedException {
    try {
      while (end == null) {
        switch (channel.next()) {
          case PacketChannel.Packet(String data) -> {
            String answer = answer(data);
            if (answer != null) {
              channel.send(answer);
            }
          }
          case PacketChannel.Closed closed -> end = End.LOST;
          // The guest is not running.
          case PacketChannel.Interrupt interrupt -> {}
        }
      }
      return end;
    } finally {
      breakpoints.clear();
      target.endDiversion();
      channel.close();
    }
  }

  private String answer(String packet) throws InterruptedException {
    try {
      return packet.isEmpty() ? UNKNOWN : dispatch(packet);
    } catch (Hex.Malformed | IndexOutOfBoundsException e) {
      return MALFORMED;
    } catch (DebugTarget.Refused e) {
      if (refusals != null) {
        refusals.accept(e.getMessage());
      } else {
        console += e.getMessage() + "\n";
      }
      return "E." + e.getMessage();
    }
  }

  private String dispatch(String packet) throws DebugTarget.Refused, InterruptedException {
    String rest = packet.substring(1);
    return switch (packet.charAt(0)) {
      case '?' -> lastStop != null ? lastStop : replies.present(registerCpu);
      case 'g' -> readRegisters();
      case 'G' -> writeRegisters(Hex.parseBytes(rest));
      case 'p' -> readRegister(Hex.parseInt(rest));
      case 'P' -> writeRegister(rest);
      case 'm' -> read(rest);
      case 'M' -> write(rest, false);
      case 'X' -> write(rest, true);
      case 'H' -> select(rest);
      case 'T' -> cpu(rest) >= 0 ? OK : MALFORMED;
      case 'c', 'C' -> {
        jump(rest, packet.charAt(0) == 'C');
        yield move(target::cont);
      }
      case 's', 'S' -> {
        jump(rest, packet.charAt(0) == 'S');
        int cpu = motionCpu();
        yield move(() -> target.step(cpu));
      }
      case 'b' -> reverse(rest);
      case 'v' -> verbose(packet);
      case 'Z' -> insert(rest);
      case 'z' -> remove(rest);
      case 'q', 'Q' -> queries.answer(packet);
      case 'D' -> {
        end = End.DETACHED;
        yield OK;
      }
      case 'k' -> {
        end = End.KILLED;
        yield null;
      }
      default -> UNKNOWN;
    };
  }

  // ---- for queries
  // ---------------------------------------------------------------------------------

  int registerCpu() {
    return registerCpu;
  }

  boolean physical() {
    return physical;
  }

  void setPhysical(boolean on) {
    physical = on;
  }

  void useBreakpointReasons() {
    replies.useBreakpointReasons();
  }

  void stopAcknowledging() {
    channel.stopAcknowledging();
  }

  /** Answers a {@code monitor} command; the end of the connection ends a long one. */
  String monitor(String command) throws InterruptedException {
    if (command.equals("quit") || command.equals("q")) {
      end = End.KILLED;
      return "The emulator ends.\n";
    }
    channel.beginMotion(target::interrupt);
    setAsked(true);
    try {
      return channel.keepingAwake(() -> target.monitor(command), target::progress);
    } finally {
      setAsked(false);
      channel.endMotion();
    }
  }

  private synchronized void setAsked(boolean now) {
    asked = now;
  }

  /** From any thread: a {@code monitor} command under way ends soon; a motion does not. */
  synchronized void interruptMonitor() {
    if (asked) {
      target.interrupt();
    }
  }

  /** Output in hexadecimal, while gdb waits for the end of it. */
  void print(String hex) {
    channel.send("O" + hex);
  }

  int readMemory(long address, byte[] into, int length) {
    if (physical) {
      return target.readPhysical(address, into, length) ? length : 0;
    }
    return target.read(registerCpu, address, into, length);
  }

  /** The CPU of a thread id that names one. */
  int cpu(String thread) {
    int id = Hex.parseInt(thread);
    if (id < 1 || id > target.cpus()) {
      throw new Hex.Malformed(thread);
    }
    return id - 1;
  }

  // ---- registers
  // -----------------------------------------------------------------------------------

  private String readRegisters() {
    StringBuilder text = new StringBuilder();
    for (Register register : target.registers()) {
      text.append(value(register));
    }
    return text.toString();
  }

  private String value(Register register) {
    return Hex.littleEndian(target.register(registerCpu, register.number()), register.bytes());
  }

  private String readRegister(int number) {
    Register register = find(number);
    return register == null ? MALFORMED : value(register);
  }

  private String writeRegister(String rest) throws DebugTarget.Refused {
    int equals = rest.indexOf('=');
    Register register = find(Hex.parseInt(rest.substring(0, equals)));
    byte[] value = Hex.parseBytes(rest.substring(equals + 1));
    if (register == null || value.length != register.bytes()) {
      return MALFORMED;
    }
    change(register, value, 0);
    return OK;
  }

  private String writeRegisters(byte[] values) throws DebugTarget.Refused {
    int at = 0;
    for (Register register : target.registers()) {
      if (at + register.bytes() > values.length) {
        break;
      }
      if (register.saved()) {
        change(register, values, at);
      }
      at += register.bytes();
    }
    return OK;
  }

  private void change(Register register, byte[] data, int at) throws DebugTarget.Refused {
    long value = 0;
    for (int i = 0; i < Math.min(8, register.bytes()); i++) {
      value |= (data[at + i] & 0xffL) << 8 * i;
    }
    if (value != target.register(registerCpu, register.number())) {
      target.setRegister(registerCpu, register.number(), value);
    }
  }

  private Register find(int number) {
    for (Register register : target.registers()) {
      if (register.number() == number) {
        return register;
      }
    }
    return null;
  }

  /** The address that old commands may start from: {@code c ADDR}, {@code C SIG;ADDR}. */
  private void jump(String rest, boolean signal) throws DebugTarget.Refused {
    int from = signal ? rest.indexOf(';') + 1 : 0;
    if (rest.length() == from || signal && from == 0) {
      return;
    }
    long address = Hex.parse(rest.substring(from));
    for (Register register : target.registers()) {
      if (register.name().equals("pc")) {
        target.setRegister(motionCpu(), register.number(), address);
      }
    }
  }

  // ---- memory
  // --------------------------------------------------------------------------------------

  private String read(String rest) {
    int comma = rest.indexOf(',');
    long address = Hex.parse(rest.substring(0, comma));
    int length = Math.min(Hex.parseInt(rest.substring(comma + 1)), memory.length - 16);
    int read = readMemory(address, memory, length);
    return read == 0 && length > 0 ? MEMORY_ERROR : Hex.bytes(memory, read);
  }

  private String write(String rest, boolean binary) throws DebugTarget.Refused {
    int comma = rest.indexOf(',');
    int colon = rest.indexOf(':');
    long address = Hex.parse(rest.substring(0, comma));
    int length = Hex.parseInt(rest.substring(comma + 1, colon));
    String text = rest.substring(colon + 1);
    byte[] data = binary ? Hex.binary(text) : Hex.parseBytes(text);
    if (data.length != length) {
      return MALFORMED;
    }
    if (length == 0) {
      return OK;
    }
    if (physical) {
      throw new DebugTarget.Refused("physical memory cannot be written");
    }
    return target.write(registerCpu, address, data) ? OK : MEMORY_ERROR;
  }

  // ---- motion
  // --------------------------------------------------------------------------------------

  /** A way to move the guest. */
  private interface Motion {
    TimelineStop go();
  }

  private String move(Motion motion) {
    say(console);
    console = "";
    channel.beginMotion(target::interrupt);
    TimelineStop stop;
    try {
      stop = motion.go();
    } finally {
      channel.endMotion();
    }
    String message = StopReply.message(stop);
    if (message != null) {
      say(message);
    }
    registerCpu = replies.cpu(stop);
    motionCpu = -1;
    lastStop = replies.of(stop, registerCpu);
    return lastStop;
  }

  /** A line in gdb's console; allowed only while gdb believes the guest to run. */
  private void say(String text) {
    if (!text.isEmpty()) {
      channel.send(
          "O"
              + Hex.text(
                  new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    }
  }

  private int motionCpu() {
    return motionCpu >= 0 ? motionCpu : registerCpu;
  }

  private String reverse(String rest) {
    switch (rest) {
      case "c" -> {
        return move(this::reverseContinue);
      }
      case "s" -> {
        int cpu = motionCpu();
        return move(() -> reverseStep(cpu));
      }
      default -> {
        return UNKNOWN;
      }
    }
  }

  /**
   * Watched accesses stop a guest before they happen. gdb knows that of the architectures that are
   * so, and steps over the access in the direction in which it goes: backwards it wants to stand
   * behind it first.
   */
  private TimelineStop reverseContinue() {
    TimelineStop stop = target.reverseCont();
    if (stop instanceof TimelineStop.Stopped(Stop.Watchpoint w)) {
      TimelineStop behind = target.stepOver(w.vcpu());
      if (!(behind instanceof TimelineStop.Arrived)) {
        return behind;
      }
    }
    return stop;
  }

  /** A tick back; if it made a watched access, gdb hears of that first, as of a continue's. */
  private TimelineStop reverseStep(int cpu) {
    TimelineStop stop = target.reverseStep(cpu);
    if (breakpoints.watching() && stop instanceof TimelineStop.Arrived) {
      TimelineStop again = target.step(cpu);
      if (again instanceof TimelineStop.Stopped(Stop.Watchpoint w)) {
        TimelineStop behind = target.stepOver(w.vcpu());
        return behind instanceof TimelineStop.Arrived ? again : behind;
      }
      if (again instanceof TimelineStop.Arrived) {
        return target.reverseStep(cpu);
      }
    }
    return stop;
  }

  private String verbose(String packet) {
    if (packet.equals("vCont?")) {
      return "vCont;c;C;s;S;t;r";
    }
    if (packet.startsWith("vCont;")) {
      return resume(packet.substring(6).split(";", -1));
    }
    if (packet.startsWith("vKill")) {
      end = End.KILLED;
      return OK;
    }
    return UNKNOWN;
  }

  /** The first action that steps decides; without one all continue. */
  private String resume(String[] actions) {
    for (String action : actions) {
      int colon = action.indexOf(':');
      String verb = colon < 0 ? action : action.substring(0, colon);
      if (verb.isEmpty() || "cCsStr".indexOf(verb.charAt(0)) < 0) {
        return MALFORMED;
      }
      if ("sSr".indexOf(verb.charAt(0)) < 0) {
        continue;
      }
      String thread = colon < 0 ? "-1" : action.substring(colon + 1);
      int cpu = thread.equals("-1") || thread.equals("0") ? motionCpu() : cpu(thread);
      if (verb.charAt(0) != 'r') {
        return move(() -> target.step(cpu));
      }
      int comma = verb.indexOf(',');
      long start = Hex.parse(verb.substring(1, comma));
      long limit = Hex.parse(verb.substring(comma + 1));
      return move(() -> stepRange(cpu, start, limit));
    }
    return move(target::cont);
  }

  /** Steps until the pc leaves [start, limit), at least once. */
  private TimelineStop stepRange(int cpu, long start, long limit) {
    while (true) {
      TimelineStop stop = target.step(cpu);
      long pc = target.pc(cpu);
      if (!(stop instanceof TimelineStop.Arrived) || pc < start || pc >= limit) {
        return stop;
      }
      if (breakpoints.stopsAt(cpu, pc)) {
        return new TimelineStop.Stopped(new Stop.Breakpoint(cpu, pc));
      }
    }
  }

  private String select(String rest) {
    char what = rest.charAt(0);
    String thread = rest.substring(1);
    // 0 is any thread, -1 all of them.
    int cpu = thread.equals("0") || thread.equals("-1") ? -1 : cpu(thread);
    if (what == 'c') {
      motionCpu = cpu;
    } else if (what == 'g') {
      registerCpu = cpu < 0 ? registerCpu : cpu;
    } else {
      return UNKNOWN;
    }
    return OK;
  }

  // ---- breakpoints
  // ---------------------------------------------------------------------------------

  /** kind,address,bytes[;Xlength,bytecode]... */
  private String insert(String rest) {
    String[] where = location(rest);
    boolean known =
        breakpoints.add(
            Hex.parseInt(where[0]),
            Hex.parse(where[1]),
            Hex.parse(where[2]),
            conditions(rest.indexOf(';') < 0 ? "" : rest.substring(rest.indexOf(';') + 1)));
    return known ? OK : UNKNOWN;
  }

  private String remove(String rest) {
    String[] where = location(rest);
    boolean known =
        breakpoints.remove(Hex.parseInt(where[0]), Hex.parse(where[1]), Hex.parse(where[2]));
    return known ? OK : UNKNOWN;
  }

  private static String[] location(String rest) {
    int semicolon = rest.indexOf(';');
    String[] where = (semicolon < 0 ? rest : rest.substring(0, semicolon)).split(",", -1);
    if (where.length != 3) {
      throw new Hex.Malformed(rest);
    }
    return where;
  }

  private static List<AgentExpression> conditions(String text) {
    List<AgentExpression> conditions = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        at++;
        continue;
      }
      if (text.charAt(at) != 'X') {
        throw new Hex.Malformed(text);
      }
      int comma = text.indexOf(',', at);
      int length = Hex.parseInt(text.substring(at + 1, comma));
      if (length > PACKET_BYTES) {
        throw new Hex.Malformed(text);
      }
      int end = comma + 1 + 2 * length;
      conditions.add(new AgentExpression(Hex.parseBytes(text.substring(comma + 1, end))));
      at = end;
    }
    return conditions;
  }
}
