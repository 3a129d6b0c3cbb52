package ebb.replay.query;

import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Interrupts, exceptions and system calls, and the returns from them, from what the CPUs trace. */
public final class GuestEvents implements Scan<List<GuestEvents.Event>> {
  /** What an event is; of the ARM manual B1.8. */
  public enum Kind {
    UNDEFINED("undefined instruction"),
    SYSTEM_CALL("system call"),
    PREFETCH_ABORT("prefetch abort"),
    DATA_ABORT("data abort"),
    INTERRUPT("interrupt"),
    FAST_INTERRUPT("fast interrupt"),
    RETURN("return");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * An event.
   *
   * @param hit the instruction that made it; of an interrupt the one that comes after it, of a
   *     return the one that it goes to
   * @param number of a system call, as Linux passes it, else 0
   * @param arguments of a system call; else empty
   * @param detail more about an abort, else empty
   */
  public record Event(Hit hit, Kind kind, long number, List<Long> arguments, String detail) {}

  private static final Map<Integer, Kind> VECTORS =
      Map.of(
          0x04, Kind.UNDEFINED,
          0x08, Kind.SYSTEM_CALL,
          0x0c, Kind.PREFETCH_ABORT,
          0x10, Kind.DATA_ABORT,
          0x18, Kind.INTERRUPT,
          0x1c, Kind.FAST_INTERRUPT);

  private static final DebugHook NO_STOPS =
      new Watch(Watch.Kind.EXECUTE, 0, 1).hook((c, pc) -> false);

  private final Set<Kind> kinds;

  /**
   * @param kinds those asked for
   */
  public GuestEvents(Set<Kind> kinds) {
    this.kinds = Set.copyOf(kinds);
  }

  @Override
  public List<Event> in(Interval interval) {
    List<Event> events = new ArrayList<>();
    Consumer<Event> wanted =
        event -> {
          if (kinds.contains(event.kind())) {
            events.add(event);
          }
        };
    try (var _ = listen(interval, wanted)) {
      interval.run(NO_STOPS, false);
    }
    return events.isEmpty() ? null : events;
  }

  /** Until this is closed, events of all kinds are told of. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Tells of events while somebody executes an interval. */
  static Listening listen(Interval interval, Consumer<Event> events) {
    Machine machine = interval.machine();
    Trace users = machine.trace();
    machine.setTrace(new Listener(interval, events));
    return () -> machine.setTrace(users);
  }

  /** Understands the lines of category {@code int}. */
  private static final class Listener implements Trace {
    private final Interval interval;
    private final Consumer<Event> events;
    private final Abi abi;
    private String detail = "";

    Listener(Interval interval, Consumer<Event> events) {
      this.interval = interval;
      this.events = events;
      abi = Abi.of(interval.machine().guest());
    }

    @Override
    public boolean on(String category) {
      return category.equals("int");
    }

    @Override
    public void line(String category, String text) {
      String[] words = text.split(" ");
      if (words[0].equals("vector")) {
        entered(VECTORS.get(Integer.parseInt(words[1], 16)));
      } else if (text.startsWith("exception return to ")) {
        Vcpu cpu = cpu();
        events.accept(new Event(hit(cpu, 1), Kind.RETURN, 0, List.of(), ""));
      } else {
        detail = text.substring(text.indexOf(" at ") + 1);
      }
    }

    private void entered(Kind kind) {
      Vcpu cpu = cpu();
      // An interrupt takes its tick after it is entered, a fault before.
      boolean interrupt = kind == Kind.INTERRUPT || kind == Kind.FAST_INTERRUPT;
      boolean call = kind == Kind.SYSTEM_CALL;
      events.accept(
          new Event(
              hit(cpu, interrupt ? 0 : 1),
              kind,
              call ? cpu.register(abi.systemCall()) : 0,
              call ? abi.arguments(cpu) : List.of(),
              detail));
      detail = "";
    }

    private Vcpu cpu() {
      return interval.machine().vcpus().get(interval.machine().currentVcpu());
    }

    private Hit hit(Vcpu cpu, int taken) {
      return new Hit(cpu.limit - cpu.budget - taken, cpu.index, cpu.pc());
    }
  }
}
