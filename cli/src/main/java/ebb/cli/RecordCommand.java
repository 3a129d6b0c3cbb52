package ebb.cli;

import ebb.cli.GuestMachine.Seeds;
import ebb.machine.disk.FileImage;
import ebb.replay.Recorder;
import ebb.replay.log.RecordingWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
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
      description = "where to (default: recording.ebb, or the first free of recording-1.ebb, ...)")
  Path output;

  @Option(
      names = "--pack",
      description = "put kernel, initrd and what the guest reads of its disks into the recording")
  boolean pack;

  @Option(
      names = "--no-checkpoints",
      description = "leave out what lets a debugger start anywhere at once; the log stays")
  boolean noCheckpoints;

  @Option(
      names = "--stop-when-full",
      description =
          "end the run when the recording cannot be written any more; else the guest goes on")
  boolean stopWhenFull;

  @Mixin MachineOptions options = new MachineOptions();
  @Mixin ProfileOptions profile = new ProfileOptions();

  @Override
  public Integer call() throws Exception {
    String help = options.help();
    if (help != null) {
      System.out.print(help);
      return 0;
    }
    if (options.gdbPort() >= 0) {
      throw new UsageError(
          "record does not serve gdb; use ebb run -gdb, or ebb debug the recording");
    }
    if (options.dumpDtb() != null) {
      throw new UsageError("record runs a machine; use ebb run -M virt,dumpdtb=FILE");
    }
    profile.applyTo(options);
    List<String> arguments = Recordings.machineArguments(spec.commandLine().getParseResult());
    Path file = output == null ? free() : output;
    int code =
        record(
            options,
            arguments,
            file,
            new Content(pack, !noCheckpoints, stopWhenFull),
            LiveRun.Console.user());
    System.err.printf("ebb: recorded in %s, %,d bytes%n", file, Files.size(file));
    return code;
  }

  private static Path free() {
    Path file = Path.of("recording.ebb");
    for (int i = 1; Files.exists(file); i++) {
      file = Path.of("recording-" + i + ".ebb");
    }
    return file;
  }

  /**
   * What goes into a recording besides the log.
   *
   * @param pack the images
   * @param whole the run ends where it cannot go on
   */
  record Content(boolean pack, boolean checkpoints, boolean whole) {}

  /** Records a run of these options. */
  static int record(
      MachineOptions options,
      List<String> arguments,
      Path output,
      Content content,
      LiveRun.Console console)
      throws Exception {
    options.check();
    SortedMap<String, Path> images = GuestImages.of(options);
    for (Map.Entry<String, Path> image : images.entrySet()) {
      if (Files.exists(output) && Files.isSameFile(output, image.getValue())) {
        throw new UsageError("-o: " + output + " is the file of -" + image.getKey());
      }
    }
    Seeds seeds = new Seeds(options.rtcSeconds(), new SecureRandom().nextLong());
    List<PackingImage> disks = new ArrayList<>();
    GuestMachine.Drives drives =
        (name, file) -> {
          PackingImage image = new PackingImage(name, FileImage.open(file));
          disks.add(image);
          return image;
        };
    try (GuestMachine guest =
            content.pack
                ? new GuestMachine(options, images, seeds, drives)
                : new GuestMachine(options, images, seeds, true);
        RecordingWriter writer =
            Recordings.create(
                output, Recordings.config(guest, options, arguments, images, seeds))) {
      if (content.pack) {
        for (Map.Entry<String, Path> image : images.entrySet()) {
          if (!image.getKey().startsWith(GuestImages.DRIVE)) {
            writer.pack(image.getKey(), image.getValue());
          }
        }
        disks.forEach(disk -> disk.packInto(writer));
      }
      Recorder recorder = new Recorder(guest.machine());
      guest.outputs().forEach(recorder::follow);
      recorder.setWriter(writer, content.checkpoints);
      LiveRun run = new LiveRun(guest, options, recorder, console);
      writer.onFailure(
          reason -> {
            System.err.println("ebb: " + reason + (content.whole ? "" : "; the guest goes on"));
            if (content.whole) {
              run.quit();
            }
          });
      int code = run.run();
      return writer.failure() == null ? code : Main.FAILED;
    }
  }
}
