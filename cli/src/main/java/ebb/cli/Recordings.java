package ebb.cli;

import ebb.cli.GuestMachine.Seeds;
import ebb.replay.Timeline;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.runtime.InputChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** From a command line to the configuration in a recording, and back to a machine. */
final class Recordings {
  /** Options that say how to look at a machine, not what it is. */
  private static final List<String> NOT_THE_MACHINE =
      List.of("--output", "--pack", "-S", "-s", "-gdb", "-d", "-D", "-serial", "-accel");

  private Recordings() {}

  /** The arguments that describe the machine, as they were given. */
  static List<String> machineArguments(ParseResult result) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : result.matchedOptions()) {
      if (NOT_THE_MACHINE.contains(option.longestName())) {
        continue;
      }
      if (option.arity().max() == 0) {
        arguments.add(option.longestName());
        continue;
      }
      for (String value : option.originalStringValues()) {
        arguments.add(option.longestName());
        arguments.add(value);
      }
    }
    return arguments;
  }

  static RecordingConfig config(
      GuestMachine guest,
      MachineOptions options,
      List<String> arguments,
      SortedMap<String, Path> images,
      Seeds seeds)
      throws IOException {
    SortedMap<String, String> values = new TreeMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(String.format("argument.%03d", i), arguments.get(i));
    }
    images.forEach((name, file) -> values.put("image." + name, file.toString()));
    values.put("rtc", Long.toString(seeds.rtcSeconds()));
    return new RecordingConfig(
        values,
        GuestImages.digests(images),
        options.icount().shift(),
        seeds.random(),
        RecordingFormat.DIGEST_INTERVAL,
        guest.machine().inputs().channels().stream().map(InputChannel::name).toList(),
        "",
        0);
  }

  /** The arguments of the machine that was recorded. */
  static List<String> arguments(RecordingConfig config) {
    return config.guest().entrySet().stream()
        .filter(e -> e.getKey().startsWith("argument."))
        .map(java.util.Map.Entry::getValue)
        .toList();
  }

  /** An opened recording with the machine that it fits. */
  record Opened(
      RecordingReader reader, GuestMachine guest, MachineOptions options, Timeline timeline, Path temporary)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      guest.close();
      reader.close();
      try (var files = Files.list(temporary)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(temporary);
    }
  }

  /**
   * Opens a recording and builds its machine at the first tick.
   *
   * @param view options of the replay itself: tracing, tier
   */
  static Opened open(Path file, ViewOptions view) throws IOException {
    RecordingReader reader = new RecordingReader(file);
    RecordingConfig config = reader.config();
    MachineOptions options;
    try {
      options = MachineOptions.parse(arguments(config));
    } catch (CommandLine.ParameterException e) {
      throw new RecordingException(file + " describes a machine that is not known here: " + e.getMessage());
    }
    view.applyTo(options);
    Path temporary = Files.createTempDirectory("ebb");
    long rtc = Long.parseLong(config.guest().getOrDefault("rtc", "0"));
    GuestMachine guest =
        new GuestMachine(
            options, GuestImages.find(reader, temporary), new Seeds(rtc, config.seed()), true);
    List<String> channels =
        guest.machine().inputs().channels().stream().map(InputChannel::name).toList();
    if (!channels.equals(config.channels())) {
      throw new RecordingException(file + " has other input channels than this version's machine");
    }
    Timeline timeline = Timeline.replay(guest.machine(), reader, Timeline.Options.DEFAULT);
    timeline.setResetAction(guest.board()::reset);
    return new Opened(reader, guest, options, timeline, temporary);
  }
}
