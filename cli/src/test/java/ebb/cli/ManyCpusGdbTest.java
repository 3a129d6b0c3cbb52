package ebb.cli;

import ebb.gdbstub.TimelineTarget;
import ebb.ir.testing.Tools;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real gdb backwards through a guest with eight CPUs, {@code guests/smp}: each is a thread. */
final class ManyCpusGdbTest {
  @TempDir Path directory;

  @Test
  void threadsAreCpusBackwardsToo() throws Exception {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    try (RecordedGuest guest = new RecordedGuest(directory, "smp", "-smp", "8")) {
      Path output = directory.resolve("gdb.txt");
      GdbScripts.pass(new TimelineTarget(guest.timeline()), guest.elf(), "cpus", output);
      guest.checkEnd();
    }
  }
}
