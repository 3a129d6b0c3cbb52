package ebb.cli;

import ebb.cli.GuestMachine.Seeds;
import ebb.machine.disk.FileImage;
import ebb.replay.Coordinate;
import ebb.replay.NoSuchPlace;
import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.InputChannel;
import ebb.runtime.IoMessages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** From a command line to the configuration in a recording, and back to a machine. */
final class Recordings {
  /** Options that say how to look at a machine, not what it is. */
  private static final List<String> NOT_THE_MACHINE =
      List.of(
          "--output",
          "--pack",
          "--profile",
          "--symbols",
          "--no-checkpoints",
          "--stop-when-full",
          "-S",
          "-s",
          "-gdb",
          "-d",
          "-D",
          "-serial",
          "-chardev",
          "-monitor",
          "-name",
          "-accel");

  /** {@link Coordinate#FORMS} for a description, where a percent sign is written twice. */
  static final String PLACES = "N, P%%, 1.5s, line:TEXT, event:N, @BOOKMARK, start or end";

  /** Option of a recording's guest: the file that it went on from. */
  static final String PARENT = "parent";

  private Recordings() {}

  /**
   * What {@code --to} says.
   *
   * @param place null if it says nothing
   * @throws UsageError if it means nothing
   */
  static Coordinate place(String place, Coordinate otherwise) {
    try {
      return place == null ? otherwise : Coordinate.parse(place);
    } catch (NoSuchPlace e) {
      throw new UsageError("--to: " + e.getMessage());
    }
  }

  /** Starts a recording. */
  static RecordingWriter create(Path output, RecordingConfig config) throws IOException {
    try {
      return new RecordingWriter(output, config);
    } catch (IOException e) {
      throw new IOException("cannot record to " + output + ": " + IoMessages.reason(e), e);
    }
  }

  /** The arguments that describe the machine, as they were given. */
  static List<String> machineArguments(ParseResult result) {
    List<String> arguments = new ArrayList<>();
    // An option that was given twice is listed twice, each time with both values.
    for (OptionSpec option : new LinkedHashSet<>(result.matchedOptions())) {
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

  /** An opened recording with the machine that it fits, at its first tick. */
  record Opened(RecordingReader reader, GuestMachine guest, MachineOptions options)
      implements Closeable {
    /** The recording's timeline; to be asked for once. */
    Timeline timeline(Timeline.Options much) {
      Timeline timeline = Timeline.replay(guest.machine(), reader, much);
      timeline.setResetAction(guest.resetAction());
      timeline.setLiveAction(guest::wentLive);
      guest.outputs().forEach(timeline::follow);
      timeline.bookmarks().keepBeside(reader.file(), reader.config().identity());
      return timeline;
    }

    /**
     * The icount of a place in the recording.
     *
     * @throws UsageError if there is none
     */
    long find(Timeline timeline, Coordinate place) {
      long first = reader.begin();
      long last = reader.lastIcount();
      long icount;
      try {
        icount = timeline.find(place);
      } catch (NoSuchPlace e) {
        throw new UsageError("--to: " + e.getMessage());
      }
      if (icount < first || icount > last) {
        throw new UsageError(
            String.format(
                "--to: the recording goes from %d to %d, not to %d", first, last, icount));
      }
      return icount;
    }

    /** What can be recorded once the timeline has been left. */
    SessionRecording child(Timeline timeline) {
      return new SessionRecording(timeline, new BranchSource(this, timeline));
    }

    /** The configuration of a recording that leaves this one at an icount. */
    RecordingConfig child(long icount) {
      RecordingConfig ours = reader.config();
      SortedMap<String, String> values = new TreeMap<>(ours.guest());
      values.put(PARENT, reader.file().toAbsolutePath().normalize().toString());
      return new RecordingConfig(
          values,
          ours.digests(),
          ours.shift(),
          ours.seed(),
          ours.digestInterval(),
          ours.channels(),
          ours.identity(),
          icount);
    }

    @Override
    public void close() throws IOException {
      guest.close();
      reader.close();
    }
  }

  /**
   * Opens a recording and builds its machine.
   *
   * @param view sets the options of the replay itself: tracing, tier
   */
  static Opened open(Path file, Consumer<MachineOptions> view) throws IOException {
    RecordingReader reader = new RecordingReader(file);
    GuestMachine guest = null;
    try {
      MachineOptions options = options(reader);
      view.accept(options);
      guest = machine(reader, options);
      List<String> channels =
          guest.machine().inputs().channels().stream().map(InputChannel::name).toList();
      if (!channels.equals(reader.config().channels())) {
        throw new RecordingException(
            file + " has other input channels than this version's machine");
      }
      return new Opened(reader, guest, options);
    } catch (IOException | RuntimeException e) {
      if (guest != null) {
        guest.close();
      }
      reader.close();
      throw e;
    }
  }

  private static MachineOptions options(RecordingReader reader) {
    try {
      MachineOptions options = MachineOptions.parse(arguments(reader.config()));
      options.recorded = true;
      options.check();
      return options;
    } catch (CommandLine.ParameterException | UsageError e) {
      throw new RecordingException(
          reader.file() + " describes a machine that is not known here: " + e.getMessage(), e);
    }
  }

  private static GuestMachine machine(RecordingReader reader, MachineOptions options)
      throws IOException {
    String rtc = reader.config().guest().getOrDefault("rtc", "0");
    Path temporary = Files.createTempDirectory("ebb");
    try {
      return new GuestMachine(
          options,
          GuestImages.find(reader, temporary),
          new Seeds(Long.parseLong(rtc), reader.config().seed()),
          (name, file) ->
              reader.disks().containsKey(name)
                  ? new PackedImage(reader, name)
                  : FileImage.open(file));
    } catch (NumberFormatException bad) {
      throw new RecordingException(
          reader.file() + " has no real-time clock but '" + rtc + "'", bad);
    } finally {
      // Unpacked images are open or in memory by now.
      try (Stream<Path> files = Files.list(temporary)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(temporary);
    }
  }
}
