package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.guest.Vcpu;
import ebb.runtime.BlockObserver;
import ebb.runtime.DebugHook;
import ebb.runtime.Footprint;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A footprint has all that CPUs touched, with regions that were made early: a second machine
 * executes the same ticks instruction by instruction, with all of memory watched.
 */
class FootprintTest {
  private static final Path GUESTS = Path.of("..", "guests");

  /** Ticks of a program that are looked at. */
  private static final long MOST = 1_500_000;

  @TempDir Path directory;

  private GuestMachine guest(String program, String accel) throws Exception {
    List<String> line = new ArrayList<>(List.of("-m", "16", "-icount", "shift=0,sleep=off"));
    line.addAll(List.of("-kernel", GUESTS.resolve(program).resolve(program + ".elf").toString()));
    Path more = GUESTS.resolve(program).resolve("options");
    if (Files.exists(more)) {
      line.addAll(List.of(Files.readString(more).strip().split("\\s+")));
    }
    MachineOptions options = MachineOptions.parse(line);
    options.trace.accel = accel;
    options.compileAtOnce = true;
    return new GuestMachine(options, GuestImages.of(options), new GuestMachine.Seeds(0, 0), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"paging", "lpae", "smc", "smp", "exceptions", "timer", "ledger"})
  void hasAllThatIsTouched(String program) throws Exception {
    long seed = System.nanoTime();
    System.out.println("FootprintTest " + program + ": seed " + seed);
    Random random = new Random(seed);
    try (GuestMachine compiled = guest(program, "tcg");
        GuestMachine interpreted = guest(program, "interpreter")) {
      Machine quick = compiled.machine();
      Machine slow = interpreted.machine();
      slow.addWatchpoint(0, 1L << 32, true, true);
      Stop stop = new Stop.Limit();
      while (stop instanceof Stop.Limit && quick.clock().icount() < MOST) {
        quick.restartFootprint();
        stop = quick.run(quick.clock().icount() + 1 + random.nextInt(100_000));
        Check check = new Check(slow, quick.footprint());
        slow.setDebugHook(check);
        slow.setObserver(check, true);
        assertThat(slow.run(quick.clock().icount())).isInstanceOf(stop.getClass());
        assertThat(slow.stateDigest()).isEqualTo(quick.stateDigest());
        assertThat(check.missing).isEmpty();
      }
      assertThat(quick.regionsInstalled()).isPositive();
    }
  }

  /** Sees every instruction, and the first access of each that accesses memory. */
  private static final class Check implements BlockObserver, DebugHook {
    private final Machine machine;
    private final Footprint footprint;
    private final List<String> missing = new ArrayList<>();

    Check(Machine machine, Footprint footprint) {
      this.machine = machine;
      this.footprint = footprint;
    }

    private void check(boolean there, String what, long va) {
      if (!there) {
        missing.add(String.format("%s %08x from icount %d", what, va, machine.clock().icount()));
      }
    }

    @Override
    public boolean entering(Vcpu cpu, long pc, int key) {
      return false;
    }

    @Override
    public void ran(Vcpu cpu, long pc, int key, int ticks) {
      check(footprint.executes(pc), "executed", pc);
    }

    @Override
    public boolean breakpoint(int vcpu, long pc) {
      return false;
    }

    @Override
    public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
      check(
          write ? footprint.writes(va, bytes) : footprint.reads(va, bytes),
          write ? "written" : "read",
          va);
      return false;
    }
  }
}
