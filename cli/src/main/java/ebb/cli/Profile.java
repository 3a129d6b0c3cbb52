package ebb.cli;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.guest.Vcpu;
import ebb.runtime.IoMessages;
import ebb.runtime.Machine;
import ebb.runtime.RegionTranslator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;

/**
 * Where the time of a run goes: in Ebb by host stacks of the guest's thread, taken every few
 * milliseconds, and in the guest by its own call stacks, which that thread takes between two slices
 * when it is asked. The guest does not notice.
 */
final class Profile implements AutoCloseable {
  private static final long PERIOD_MILLIS = 5;

  /** Functions listed. */
  private static final int HOTTEST = 20;

  private final Path graph;
  private final Path given;
  private final Map<Tier, Long> tiers = new EnumMap<>(Tier.class);
  private final Map<List<String>, Long> stacks = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private final Thread sampler =
      Thread.ofPlatform().daemon().name("ebb-profile").unstarted(this::sample);
  private Machine machine;
  private Symbols symbols = Symbols.none();
  private FrameTable frames;
  private long inRegions;
  private volatile Thread guest;
  private volatile boolean wanted;

  /**
   * @param graph where the flame graph goes, or null
   * @param symbols an ELF file, or null for the kernel
   */
  Profile(Path graph, Path symbols) {
    this.graph = graph;
    given = symbols;
  }

  /** Begins; the machine has not run yet. */
  void watch(Machine watched, Path kernel) {
    machine = watched;
    Path elf = given != null ? given : kernel != null && ElfFile.is(kernel) ? kernel : null;
    if (elf != null) {
      ElfFile file = new ElfFile(elf);
      symbols = Symbols.of(file);
      frames = new FrameTable(file);
    }
    machine.setProbe(this::probe);
    sampler.start();
  }

  /** The compiling tier with its instructions counted. */
  RegionTranslator counting(RegionTranslator regions) {
    return new RegionTranslator() {
      @Override
      public int hot() {
        return regions.hot();
      }

      @Override
      public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
        return regions.form(head, block, entries);
      }

      @Override
      public Executor compile(List<Block> region, Set<Assumption> assumptions) {
        Executor executor = regions.compile(region, assumptions);
        return executor == null ? null : new Counting(executor);
      }
    };
  }

  /** Counts what a region retires. */
  final class Counting extends Executor {
    private final Executor region;

    @Override
    public Assumption worn() {
      return region.worn();
    }

    Counting(Executor region) {
      this.region = region;
    }

    @Override
    public int run(Vcpu cpu) {
      long before = cpu.limit - cpu.budget;
      int left = region.run(cpu);
      inRegions += cpu.limit - cpu.budget - before;
      return left;
    }
  }

  // ---- samples ---------------------------------------------------------------------------------

  private void sample() {
    try {
      while (true) {
        Thread.sleep(PERIOD_MILLIS);
        Thread thread = guest;
        if (thread != null) {
          tiers.merge(Tier.of(thread.getStackTrace()), 1L, Long::sum);
          wanted = true;
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** On the guest's thread, between two slices. */
  private void probe(Vcpu cpu) {
    guest = Thread.currentThread();
    if (!wanted) {
      return;
    }
    wanted = false;
    if (cpu.halted()) {
      return;
    }
    List<String> stack = new ArrayList<>();
    for (long address : callers(cpu)) {
      // A return address lies behind the call.
      stack.addFirst(function(stack.isEmpty() ? address : address - 1));
    }
    stacks.merge(stack, 1L, Long::sum);
  }

  private List<Long> callers(Vcpu cpu) {
    long[] registers = new long[16];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = cpu.register(i) & 0xffff_ffffL;
    }
    boolean known =
        frames != null && !frames.isEmpty() && symbols.containing(registers[15]) != null;
    return known ? frames.walk(registers, va -> word(cpu, va)) : List.of(registers[15]);
  }

  private long word(Vcpu cpu, long va) {
    byte[] bytes = new byte[4];
    if (machine.readVirtual(cpu.index, va, bytes, 0, 4) != 4) {
      return -1;
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
  }

  /** By name, or by the page where nothing is known. */
  private String function(long address) {
    Symbols.Symbol symbol = symbols.containing(address);
    return symbol != null ? symbol.name() : String.format("0x%05xxxx", address >>> 12);
  }

  // ---- what came of it -------------------------------------------------------------------------

  @Override
  public void close() throws IOException {
    sampler.interrupt();
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    print(System.err);
    if (graph != null) {
      try {
        Files.writeString(graph, FlameGraph.of(stacks));
      } catch (IOException e) {
        throw new UsageError("--profile: " + IoMessages.of(e));
      }
    }
  }

  private void print(PrintStream out) {
    long ticks = machine.clock().icount();
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf("%nprofile: %,d instructions in %.1f s%n", ticks, seconds);
    out.printf("  in regions           %,18d %5.1f %%%n", inRegions, percent(inRegions, ticks));
    long rest = ticks - inRegions;
    out.printf("  in the interpreter   %,18d %5.1f %%%n", rest, percent(rest, ticks));
    long all = tiers.values().stream().mapToLong(Long::longValue).sum();
    out.printf("where the guest's thread was, in %,d samples%n", all);
    tiers.forEach((tier, n) -> out.printf("  %-38s %6.1f %%%n", tier.text, percent(n, all)));
    Map<String, Double> processors = HostThreads.seconds();
    if (!processors.isEmpty()) {
      out.println("processor seconds of the JVM's threads");
      processors.forEach((thread, s) -> out.printf("  %-38s %6.2f%n", thread, s));
    }
    Map<String, Long> hot = new LinkedHashMap<>();
    stacks.forEach((stack, n) -> hot.merge(stack.getLast(), n, Long::sum));
    long guestAll = stacks.values().stream().mapToLong(Long::longValue).sum();
    out.printf("the guest's functions, in %,d samples%n", guestAll);
    hot.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(HOTTEST)
        .forEach(
            e -> out.printf("  %-38s %6.1f %%%n", e.getKey(), percent(e.getValue(), guestAll)));
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
