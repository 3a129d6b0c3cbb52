package ebb.replay.query;

import ebb.ir.guest.Vcpu;
import ebb.replay.query.GuestEvents.Kind;
import ebb.runtime.Clock;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole history at a glance: where the CPUs were and how late it was every so many ticks, how
 * many exceptions of each kind lie between, and what was said when.
 */
public final class Survey {
  /**
   * The state at a multiple of the period.
   *
   * @param nanos virtual time
   * @param vcpu the CPU whose turn it is, or comes next
   * @param pc of it
   */
  public record Sample(long icount, long nanos, int vcpu, long pc) {}

  /**
   * A line that an output said.
   *
   * @param icount of the instruction that said its first byte
   * @param nanos virtual time then
   * @param output its number
   */
  public record Line(long icount, long nanos, int output, String text) {}

  /**
   * The events of one kind.
   *
   * @param perPeriod how many, by number of the period; periods without one are missing
   * @param first icount of the first of them
   */
  public record Events(SortedMap<Long, Integer> perPeriod, long first) {
    public long count() {
      return perPeriod.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  private record Piece(long icount, long nanos, int output, byte[] text) {}

  private record Part(List<Sample> samples, List<Piece> said, Map<Kind, Events> events) {}

  private final long period;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<Kind, Events> events = new EnumMap<>(Kind.class);

  /**
   * Executes a history.
   *
   * @param period ticks between samples, at least 1
   */
  public Survey(Search search, long from, long to, long period) {
    this.period = period;
    List<Piece> said = new ArrayList<>();
    for (Part part : search.all(from, to, this::look)) {
      samples.addAll(part.samples);
      said.addAll(part.said);
      part.events.forEach((kind, more) -> events.merge(kind, more, Survey::sum));
    }
    join(said);
  }

  /** Ticks between samples. */
  public long period() {
    return period;
  }

  /** By ascending icount. */
  public List<Sample> samples() {
    return Collections.unmodifiableList(samples);
  }

  /** In the order in which they were begun. */
  public List<Line> lines() {
    return Collections.unmodifiableList(lines);
  }

  /** Without returns. */
  public Map<Kind, Events> events() {
    return Collections.unmodifiableMap(events);
  }

  private static Events sum(Events earlier, Events later) {
    later.perPeriod.forEach(
        (number, count) -> earlier.perPeriod.merge(number, count, Integer::sum));
    return earlier;
  }

  private void count(GuestEvents.Event event, Map<Kind, Events> counted) {
    if (event.kind() != Kind.RETURN) {
      long icount = event.hit().icount();
      counted
          .computeIfAbsent(event.kind(), kind -> new Events(new TreeMap<>(), icount))
          .perPeriod()
          .merge(icount / period, 1, Integer::sum);
    }
  }

  private Part look(Interval interval) {
    Part part = new Part(new ArrayList<>(), new ArrayList<>(), new EnumMap<>(Kind.class));
    Machine machine = interval.machine();
    List<OutputChannel> outputs = interval.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).setSink(new Listener(machine.clock(), i, part.said));
    }
    try (var _ = GuestEvents.listen(interval, event -> count(event, part.events))) {
      long next = Math.ceilDiv(interval.from(), period) * period;
      while (next < interval.to() && interval.runTo(next)) {
        Vcpu cpu = machine.vcpus().get(machine.currentVcpu());
        part.samples.add(new Sample(next, machine.clock().nanos(), cpu.index, cpu.pc()));
        next += period;
      }
      if (next >= interval.to()) {
        interval.runTo(interval.to());
      }
    } finally {
      outputs.forEach(output -> output.setSink((data, offset, length) -> {}));
    }
    return part;
  }

  /** Cuts what an output says where lines end. */
  private static final class Listener implements OutputChannel.Sink {
    private final Clock clock;
    private final int output;
    private final List<Piece> said;

    Listener(Clock clock, int output, List<Piece> said) {
      this.clock = clock;
      this.output = output;
      this.said = said;
    }

    @Override
    public void accept(byte[] data, int offset, int length) {
      int start = offset;
      for (int i = offset; i < offset + length; i++) {
        if (data[i] == '\n' || i == offset + length - 1) {
          byte[] piece = Arrays.copyOfRange(data, start, i + 1);
          said.add(new Piece(clock.icount(), clock.nanos(), output, piece));
          start = i + 1;
        }
      }
    }
  }

  private void join(List<Piece> said) {
    Map<Integer, Integer> open = new HashMap<>();
    List<ByteArrayOutputStream> texts = new ArrayList<>();
    List<Piece> firsts = new ArrayList<>();
    for (Piece piece : said) {
      Integer at = open.get(piece.output);
      if (at == null) {
        at = texts.size();
        open.put(piece.output, at);
        texts.add(new ByteArrayOutputStream());
        firsts.add(piece);
      }
      texts.get(at).writeBytes(piece.text);
      if (piece.text[piece.text.length - 1] == '\n') {
        open.remove(piece.output);
      }
    }
    for (int i = 0; i < texts.size(); i++) {
      Piece first = firsts.get(i);
      String text = texts.get(i).toString(StandardCharsets.UTF_8).stripTrailing();
      lines.add(new Line(first.icount, first.nanos, first.output, text));
    }
  }
}
