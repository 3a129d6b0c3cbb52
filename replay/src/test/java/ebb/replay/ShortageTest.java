package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.toy.ToyMachine;
import ebb.runtime.SharedState;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in a heap that is too small for them. */
class ShortageTest {
  private static final int STRETCHES = 400;
  private static final int STRETCH = 3000;
  private static final int INTERVAL = 20_000;

  @TempDir Path dir;

  @Test
  void checkpointsAreGivenUpAndAllElseGoesOn() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), ShortageTest.class.getName()));
    command.add(dir.resolve("a.ebb").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).as("it was short of memory").containsPattern("refused [1-9]");
  }

  /**
   * Runs a guest, remembers it, records it, and looks whether all is as it was.
   *
   * @param arguments the recording
   */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    List<Long> prints;
    try (ToyMachine plain = machine(new Disk(0))) {
      prints = run(plain, timeline(plain, 0, Long.MAX_VALUE));
    }
    Disk disk = new Disk(1 << 20);
    try (ToyMachine toy = machine(disk)) {
      Timeline timeline = timeline(toy, Long.MAX_VALUE, 1);
      timeline.record(new RecordingWriter(file, RecordingTest.config("toy")));
      check(run(toy, timeline).equals(prints), "another guest");
      System.out.printf(
          "%d checkpoints, refused %d, the longest stretch %d%n",
          timeline.checkpoints(), disk.refused, timeline.longestStretch());
      check(timeline.longestStretch() < STRETCHES * (long) STRETCH, "nothing is left");
      Random random = new Random(3);
      for (int i = 0; i < 20; i++) {
        int place = random.nextInt(STRETCHES);
        timeline.seek(STRETCH * (place + 1L));
        check(toy.fingerprint() == prints.get(place), "another past at " + timeline.now());
      }
      timeline.endRecording("that was all", List.of(toy.output));
    }
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine toy = machine(new Disk(0))) {
      check(!recording.truncated(), "the recording is cut off");
      check(recording.lastIcount() == STRETCHES * (long) STRETCH, "the recording is short");
      String problem =
          new Verifier(toy.machine, recording, List.of(toy.output), null).run(() -> {}).problem();
      check(problem == null, problem);
    }
  }

  /** What the machine is after each stretch. */
  private static List<Long> run(ToyMachine toy, Timeline timeline) {
    List<Long> prints = new ArrayList<>();
    for (int i = 0; i < STRETCHES; i++) {
      toy.input.offer(new byte[] {(byte) i});
      timeline.cont(STRETCH * (i + 1L));
      prints.add(toy.fingerprint());
    }
    return prints;
  }

  private static Timeline timeline(ToyMachine toy, long budget, long nanos) {
    return new Timeline(
        toy.machine,
        new Recorder(toy.machine, INTERVAL),
        new Timeline.Options(budget, nanos, nanos));
  }

  private static ToyMachine machine(Disk disk) {
    ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
    toy.machine.addDevice(disk);
    return toy;
  }

  private static void check(boolean good, String problem) {
    if (!good) {
      System.out.println(problem);
      System.exit(1);
    }
  }

  /** Takes memory for every mark, and now and then as much as ten of them take. */
  private static final class Disk implements SharedState {
    private final int bytes;
    private int marks;
    private int refused;

    Disk(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public Object mark() {
      try {
        return new byte[++marks % 10 == 0 ? 10 * bytes : bytes];
      } catch (OutOfMemoryError e) {
        refused++;
        throw e;
      }
    }

    @Override
    public void restore(Object mark) {
      // Nothing is in it.
    }

    @Override
    public String id() {
      return "disk";
    }

    @Override
    public void save(StateOutput out) {
      out.i32(0);
    }

    @Override
    public void load(StateInput in) {
      in.i32();
    }
  }
}
