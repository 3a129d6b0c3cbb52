package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.guest.Vcpu;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.runtime.BlockObserver;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Test;

/**
 * Breakpoints in code that has been translated at another of its addresses: guests/moved, whose
 * user code lies at twelve addresses, of which each stops for itself.
 */
class MovedCodeTest {
  /** All of its routines have been at every place by then, and changed it with code that is hot. */
  private static final long TICKS = 4_000_000;

  /** Entries of a block before a region is formed at it. */
  private static final int HOT = 20;

  /** User code; the supervisor lies above. */
  private static final LongPredicate USER = pc -> pc < 0x4000_0000 || pc >= 0x5000_0000;

  private static final int ADDRESSES = 24;
  private static final int CHANGES = 300;

  /** Where a_stopped and what it calls lie, from the start of a mapping. */
  private static final int[] STOPPED = {0x2110, 0x2144, 0x2150};

  private static final long[] BASES = {
    0x5000_0000L, 0x5000_6000L, 0xffff_e000L, 0xc030_0000L, 0x5000_5000L, 0x1000, 0xffff_c000L
  };

  private static Machine machine(boolean compiled) throws Exception {
    BoardConfig.Builder config =
        BoardConfig.of(new ArmGuest(), "cortex-a15")
            .ramBytes(16 << 20)
            .kernel(Files.readAllBytes(Path.of("..", "guests", "moved", "moved.elf")));
    if (compiled) {
      config.translator(new JvmRegions(new ArmGuest().layout(), HOT, null), false);
    }
    return new VirtBoard(config.build()).machine();
  }

  /** Sees every instruction of the program, one after another. */
  private static final class Steps implements BlockObserver {
    final LongHashSet places = new LongHashSet();
    final Map<Long, List<Long>> passes = new TreeMap<>();

    @Override
    public boolean entering(Vcpu cpu, long pc, int key) {
      if (USER.test(pc)) {
        places.add(pc);
        List<Long> seen = passes.get(pc);
        if (seen != null) {
          seen.add(cpu.limit - cpu.budget);
        }
      }
      return false;
    }

    @Override
    public void ran(Vcpu cpu, long pc, int key, int ticks) {}
  }

  private static Steps steps(List<Long> addresses) throws Exception {
    Steps steps = new Steps();
    addresses.forEach(va -> steps.passes.put(va, new ArrayList<>()));
    try (Machine machine = machine(false)) {
      machine.setObserver(steps, true);
      assertThat(machine.run(TICKS)).isEqualTo(new Stop.Limit());
    }
    return steps;
  }

  @Test
  void stopsAtItsOwnAddressAlone() throws Exception {
    Map<Long, List<Long>> passes =
        steps(Arrays.stream(BASES).boxed().flatMap(base -> stopped(base).stream()).toList()).passes;
    for (long base : BASES) {
      List<Long> addresses = stopped(base);
      List<Long> expected =
          addresses.stream().flatMap(va -> passes.get(va).stream()).sorted().toList();
      long middle = expected.get(expected.size() / 2);
      try (Machine machine = machine(true)) {
        assertThat(machine.run(middle - 1000)).isEqualTo(new Stop.Limit());
        assertThat(machine.regionsInstalled()).isPositive();
        addresses.forEach(machine::addBreakpoint);
        for (long icount : expected.stream().filter(i -> i >= middle - 1000).toList()) {
          assertThat(machine.run(TICKS, true)).isInstanceOf(Stop.Breakpoint.class);
          assertThat(machine.clock().icount()).describedAs("%08x", base).isEqualTo(icount);
          assertThat(addresses).contains(machine.vcpus().getFirst().pc());
        }
        assertThat(machine.run(TICKS, true)).isEqualTo(new Stop.Limit());
      }
    }
  }

  private static List<Long> stopped(long base) {
    return Arrays.stream(STOPPED).mapToObj(distance -> base + distance & 0xffff_ffffL).toList();
  }

  @Test
  void stopsWhereAndWhenTheInterpreterPasses() throws Exception {
    long seed = Long.getLong("ebb.moved.seed", new Random().nextLong());
    Random random = new Random(seed);
    List<Long> all = new ArrayList<>(new TreeSet<>(steps(List.of()).places));
    Collections.shuffle(all, random);
    List<Long> addresses = List.copyOf(all.subList(0, ADDRESSES));
    Map<Long, List<Long>> passes = steps(addresses).passes;
    try (Machine interpreted = machine(false);
        Machine compiled = machine(true)) {
      TreeSet<Long> set = new TreeSet<>();
      for (int change = 1; change <= CHANGES; change++) {
        long va = addresses.get(random.nextInt(ADDRESSES));
        if (set.remove(va)) {
          assertThat(compiled.removeBreakpoint(va)).isTrue();
        } else {
          set.add(va);
          compiled.addBreakpoint(va);
        }
        long until = TICKS / CHANGES * change;
        boolean over = false;
        for (long next = next(passes, set, compiled.clock().icount(), until);
            next < until;
            next = next(passes, set, next + 1, until)) {
          Stop stop = compiled.run(until, over);
          over = true;
          String where = String.format("-Debb.moved.seed=%d, change %d", seed, change);
          assertThat(compiled.clock().icount()).describedAs(where).isEqualTo(next);
          assertThat(stop)
              .describedAs(where)
              .isEqualTo(new Stop.Breakpoint(0, compiled.vcpus().getFirst().pc()));
          assertThat(set).describedAs(where).contains(compiled.vcpus().getFirst().pc());
        }
        assertThat(compiled.run(until, over)).isEqualTo(new Stop.Limit());
      }
      assertThat(compiled.regionsInstalled()).isPositive();
      interpreted.run(compiled.clock().icount());
      assertThat(compiled.stateDigest())
          .describedAs("-Debb.moved.seed=%d", seed)
          .isEqualTo(interpreted.stateDigest());
    }
  }

  /** The first time from {@code from} on that one of the set is passed, or {@code until}. */
  private static long next(Map<Long, List<Long>> passes, TreeSet<Long> set, long from, long until) {
    long next = until;
    for (long va : set) {
      List<Long> seen = passes.get(va);
      int at = Collections.binarySearch(seen, from);
      at = at < 0 ? -at - 1 : at;
      if (at < seen.size()) {
        next = Math.min(next, seen.get(at));
      }
    }
    return next;
  }
}
