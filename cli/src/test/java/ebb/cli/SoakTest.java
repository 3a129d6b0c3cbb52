package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.guest.Vcpu;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.replay.StateDifference;
import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.DirtyPages;
import ebb.replay.checkpoint.Snapshots;
import ebb.replay.log.RecordingException;
import ebb.runtime.BlockObserver;
import ebb.runtime.DebugHook;
import ebb.runtime.Digest;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import ebb.runtime.RegionTranslator;
import ebb.runtime.Stop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random programs under random interrupts do the same in the interpreter and in compiled code, to
 * the icount, whatever regions are formed when, and whatever throws them away again. System
 * properties: {@code ebb.soak.seed} of one program, or {@code ebb.soak.programs} and {@code
 * ebb.soak.ticks} of each.
 */
class SoakTest {
  private static final int PROGRAMS = Integer.getInteger("ebb.soak.programs", 30);
  private static final int TICKS = Integer.getInteger("ebb.soak.ticks", 400_000);
  private static final int LOOKS = 12;

  /**
   * Of a program that the tiers once did not agree about, and of one whose last instruction lies
   * across the end of the address space.
   */
  private static final long[] ONCE_FAILED = {1089681098814433076L, 655896305435298227L};

  /** Longest time between two disturbances, in ticks. */
  private static final int QUIET = 30_000;

  /** Everything that the program and its supervisor write. */
  private static final int FIRST_PAGE = 0x10;

  private static final int LAST_PAGE =
      (SoakProgram.MEMORY - 0x4000_0000) / GuestRam.PAGE_SIZE + SoakProgram.PAGES;

  /** The state at an icount, and what ended the run if it ended before. */
  private record Look(long icount, Stop stop, long pc, long digest) {}

  @TestFactory
  Stream<DynamicTest> tiersAgree() {
    Long only = Long.getLong("ebb.soak.seed");
    Random random = new Random();
    LongStream seeds =
        only != null
            ? LongStream.of(only)
            : LongStream.concat(LongStream.of(ONCE_FAILED), random.longs(PROGRAMS));
    return seeds.mapToObj(
        seed ->
            DynamicTest.dynamicTest(
                "-Debb.soak.seed=" + seed,
                () -> {
                  try {
                    agree(seed);
                  } catch (RuntimeException broken) {
                    throw new AssertionError("-Debb.soak.seed=" + seed, broken);
                  }
                }));
  }

  private static void agree(long seed) throws Exception {
    List<Long> places =
        new Random(seed).longs(LOOKS, 1, TICKS).sorted().distinct().boxed().toList();
    List<Look> expected = looks(seed, places, null);
    for (boolean background : new boolean[] {false, true}) {
      List<Look> compiled = looks(seed, places, background);
      for (int i = 0; i < expected.size(); i++) {
        if (!expected.get(i).equals(compiled.get(i))) {
          assertThat(compiled.get(i))
              .as(
                  "seed %d, background %s: parts after %s",
                  seed, background, parting(seed, places.subList(0, i + 1), background))
              .isEqualTo(expected.get(i));
        }
      }
    }
  }

  /**
   * Where the tiers part, as near as it can be told.
   *
   * @param places what was looked at, up to the first difference
   */
  private static String parting(long seed, List<Long> places, boolean background) throws Exception {
    // How the way is disturbed depends on all of the places.
    List<Long> way = new ArrayList<>(places);
    int last = way.size() - 1;
    long low = last == 0 ? 0 : way.get(last - 1);
    long high = way.get(last);
    while (high - low > 1) {
      long middle = low + high >>> 1;
      way.set(last, middle);
      if (looks(seed, way, null).equals(looks(seed, way, background))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    way.set(last, high);
    try (Machine interpreted = machine(seed, null);
        Machine compiled = machine(seed, background)) {
      run(interpreted, seed, List.of(low), false);
      String at = StateDifference.instruction(interpreted);
      run(interpreted, seed, List.of(high), false);
      run(compiled, seed, way, true);
      return "icount " + low + ", " + at + ": " + StateDifference.between(compiled, interpreted);
    }
  }

  /**
   * @param background null to interpret only
   */
  private static List<Look> looks(long seed, List<Long> places, Boolean background)
      throws Exception {
    try (Machine machine = machine(seed, background)) {
      return run(machine, seed, places, background != null);
    }
  }

  private static List<Look> run(Machine machine, long seed, List<Long> places, boolean disturbed)
      throws RecordingException {
    List<Look> looks = new ArrayList<>();
    Random random = new Random(seed + 1);
    Snapshots snapshots = new Snapshots(new DirtyPages(machine), new Snapshots.Shortage() {});
    long next = disturbed ? random.nextInt(QUIET) : Long.MAX_VALUE;
    for (long place : places) {
      for (; next < place; next += random.nextInt(QUIET)) {
        if (machine.run(Math.max(next, machine.clock().icount())) instanceof Stop.Limit) {
          disturb(machine, snapshots, random, place);
        }
      }
      Stop stop = machine.run(place);
      looks.add(
          new Look(
              machine.clock().icount(), stop, machine.vcpus().getFirst().pc(), digest(machine)));
    }
    return looks;
  }

  private static Machine machine(long seed, Boolean background) throws Exception {
    Random random = new Random(seed);
    BoardConfig.Builder config =
        BoardConfig.of(new ArmGuest(), "cortex-a15")
            .ramBytes(16 << 20)
            .kernel(Files.readAllBytes(Path.of("..", "guests", "soak", "soak.elf")));
    SoakProgram program = new SoakProgram(random, seed % 2 != 0);
    if (background != null) {
      config.translator(new RandomRegions(random), background);
    }
    Machine machine = new VirtBoard(config.build()).machine();
    machine.setDebugHook(new Watching());
    program.load(machine.dma());
    return machine;
  }

  private static long digest(Machine machine) {
    long digest = machine.stateDigest();
    byte[] content = new byte[GuestRam.PAGE_SIZE];
    for (int page = FIRST_PAGE; page < LAST_PAGE; page++) {
      machine.ram().readPage(page, content, 0);
      digest = Digest.mix(digest, Digest.of(content));
    }
    return digest;
  }

  /** Does what takes translations away, for a while or for good, without an effect on the guest. */
  private static void disturb(Machine machine, Snapshots snapshots, Random random, long end)
      throws RecordingException {
    long until = Math.min(end, machine.clock().icount() + random.nextInt(QUIET));
    switch (random.nextInt(4)) {
      case 0 -> {
        long va = machine.vcpus().getFirst().pc() + 4L * random.nextInt(-8, 8);
        machine.addBreakpoint(va);
        machine.run(until);
        machine.removeBreakpoint(va);
      }
      case 1 -> {
        machine.setObserver(new Watching(), random.nextBoolean());
        machine.run(until);
        machine.setObserver(null, false);
      }
      case 2 -> {
        // Nothing of it has been read when devices and compiled code write.
        Checkpoint here = snapshots.take(0);
        byte[] some = new byte[random.nextInt(1, 200)];
        random.nextBytes(some);
        machine.dma().write(place(random), some, 0, some.length);
        machine.run(until);
        snapshots.restore(here);
      }
      default -> {
        byte[] some = new byte[random.nextInt(1, 200)];
        long at = place(random);
        machine.dma().read(at, some, 0, some.length);
        machine.dma().write(at, some, 0, some.length);
      }
    }
  }

  /** Where a program has at least 200 bytes of data. */
  private static long place(Random random) {
    return SoakProgram.MEMORY + random.nextInt(SoakProgram.PAGES * GuestRam.PAGE_SIZE - 200);
  }

  /** Passes by every breakpoint and block. */
  private static final class Watching implements DebugHook, BlockObserver {
    @Override
    public boolean breakpoint(int vcpu, long pc) {
      return false;
    }

    @Override
    public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
      return false;
    }

    @Override
    public boolean entering(Vcpu cpu, long pc, int key) {
      return false;
    }

    @Override
    public void ran(Vcpu cpu, long pc, int key, int ticks) {}
  }

  /** Forms regions early, and leaves out some of their blocks. */
  private static final class RandomRegions implements RegionTranslator {
    private final JvmRegions regions = new JvmRegions(new ArmGuest().layout(), 1, null);
    private final Random random;

    RandomRegions(Random random) {
      this.random = random;
    }

    @Override
    public int hot() {
      return 1 << random.nextInt(8);
    }

    @Override
    public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
      List<Block> blocks = regions.form(head, block, random.nextBoolean() ? entries : pc -> -1);
      return random.nextBoolean() ? blocks : blocks.subList(0, random.nextInt(blocks.size() + 1));
    }

    @Override
    public Executor compile(List<Block> region, Set<Assumption> assumptions) {
      return regions.compile(region, assumptions);
    }
  }
}
