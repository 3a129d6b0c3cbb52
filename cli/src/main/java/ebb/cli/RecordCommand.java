package ebb.cli;

import ebb.cli.GuestMachine.Seeds;
import ebb.replay.Recorder;
import ebb.replay.log.RecordingWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "record",
    description = "Run a machine and record it. Its disk images stay as they are.",
    mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "recording.ebb",
      description = "where to (default: ${DEFAULT-VALUE})")
  Path output;

  @Option(names = "--pack", description = "put kernel, initrd and disks into the recording")
  boolean pack;

  @Mixin MachineOptions options = new MachineOptions();

  @Override
  public Integer call() throws Exception {
    if (options.gdbPort() >= 0) {
      throw new UsageError("record does not serve gdb; use ebb run -gdb, or ebb debug the recording");
    }
    List<String> arguments = Recordings.machineArguments(spec.commandLine().getParseResult());
    return record(options, arguments, output, pack);
  }

  /** Records a run of these options. */
  static int record(MachineOptions options, List<String> arguments, Path output, boolean pack)
      throws Exception {
    SortedMap<String, Path> images = GuestImages.of(options);
    Seeds seeds = new Seeds(options.rtcSeconds(), new SecureRandom().nextLong());
    try (GuestMachine guest = new GuestMachine(options, images, seeds, true);
        RecordingWriter writer =
            new RecordingWriter(
                output, Recordings.config(guest, options, arguments, images, seeds))) {
      if (pack) {
        for (Map.Entry<String, Path> image : images.entrySet()) {
          writer.pack(image.getKey(), image.getValue());
        }
      }
      Recorder recorder = new Recorder(guest.machine());
      recorder.setWriter(writer);
      int code = new LiveRun(guest, options, recorder).run();
      if (writer.failure() != null) {
        System.err.println("ebb: the recording is incomplete: " + writer.failure());
        return 1;
      }
      return code;
    }
  }
}
