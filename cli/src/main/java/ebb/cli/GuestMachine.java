package ebb.cli;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.guest.Guest;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.machine.board.VirtioPlug;
import ebb.machine.boot.BootException;
import ebb.machine.disk.Disk;
import ebb.machine.disk.DiskImage;
import ebb.machine.disk.FileImage;
import ebb.machine.virtio.HostEntropy;
import ebb.machine.virtio.VirtioConsole;
import ebb.machine.virtio.VirtioRng;
import ebb.replay.OnceSink;
import ebb.runtime.InputChannel;
import ebb.runtime.IoMessages;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.RegionTranslator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A board built from options, and its connections to the host. */
final class GuestMachine implements Closeable {
  private final VirtBoard board;
  private final Guest guest;
  private final boolean noReboot;
  private final Map<String, DiskImage> diskImages = new HashMap<>();
  private final List<Disk> writeBack = new ArrayList<>();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final List<OutputChannel> outputs = new ArrayList<>();
  private VirtioConsole console;
  private final List<Runnable> whenLive = new ArrayList<>();
  private String outputFailure;

  /**
   * @param images the files, by the names of {@link GuestImages}
   * @param seeds what the machine takes from the host at its start
   * @param replayed true if the machine repeats a recording: nothing reaches its images
   */
  GuestMachine(
      MachineOptions options, SortedMap<String, Path> images, Seeds seeds, boolean replayed)
      throws IOException {
    this(options, images, seeds, replayed ? (name, file) -> FileImage.open(file) : null);
  }

  /**
   * A machine whose drives are only read.
   *
   * @param drives opens them
   */
  GuestMachine(MachineOptions options, SortedMap<String, Path> images, Seeds seeds, Drives drives)
      throws IOException {
    options.check();
    noReboot = options.noReboot;
    guest = new ArmGuest();
    MachineOptions.Icount icount = options.icount();
    BoardConfig.Builder config =
        BoardConfig.of(guest, options.cpu)
            .smp(options.cpus())
            .ramBytes(options.memoryBytes())
            .append(options.append)
            .virtio(plugs(options, images, drives))
            .rtcSeconds(seeds.rtcSeconds())
            .rngSeed(seeds.random())
            .clockShift(icount.shift())
            .sleep(icount.sleep());
    if (images.containsKey("kernel")) {
      config.kernel(Files.readAllBytes(images.get("kernel")));
    }
    if (images.containsKey("initrd")) {
      config.initrd(Files.readAllBytes(images.get("initrd")));
    }
    if (images.containsKey("dtb")) {
      config.dtb(Files.readAllBytes(images.get("dtb")));
    }
    if (images.containsKey("bios")) {
      config.bios(Files.readAllBytes(images.get("bios")));
    }
    if (options.semihosting()) {
      config.semihosting(options.semihostingLine());
    }
    TraceLog trace = TraceLog.of(options.trace.categories, options.trace.file);
    if (trace != null) {
      resources.add(trace);
    }
    if (options.trace.accel().equals("tcg")) {
      int hot = options.compileAtOnce ? JvmRegions.EARLY : JvmRegions.HOT;
      RegionTranslator regions = new JvmRegions(guest.layout(), hot, trace);
      config.translator(
          options.profile == null ? regions : options.profile.counting(regions),
          !options.compileAtOnce);
    }
    try {
      board = new VirtBoard(config.build());
    } catch (BootException bad) {
      throw new UsageError(bad.getMessage());
    }
    machine().setTrace(trace);
    if (options.profile != null) {
      options.profile.watch(machine(), images.get("kernel"));
      resources.add(options.profile);
    }
    outputs.add(board.serialOutput());
    if (board.semihostingOutput() != null) {
      outputs.add(board.semihostingOutput());
    }
    if (console != null) {
      outputs.add(console.output());
    }
  }

  /** Opens the images of drives that are not written to. */
  @FunctionalInterface
  interface Drives {
    /**
     * @param name as in {@link GuestImages}
     * @param file its path; null if {@link GuestImages#find} found it in the recording
     */
    DiskImage open(String name, Path file) throws IOException;
  }

  /**
   * What a machine takes from the host at its start.
   *
   * @param rtcSeconds the real-time clock at reset, in seconds since 1970
   * @param random what the device tree's seeds are made from
   */
  record Seeds(long rtcSeconds, long random) {}

  VirtBoard board() {
    return board;
  }

  /** What a reset of the guest does, or null with {@code -no-reboot}: it ends the run. */
  Runnable resetAction() {
    return noReboot ? null : board::reset;
  }

  Machine machine() {
    return board.machine();
  }

  Guest guest() {
    return guest;
  }

  /** Every channel by which the guest says something. */
  List<OutputChannel> outputs() {
    return outputs;
  }

  /**
   * Connects serial port, consoles and semihosting as {@code -serial} and {@code -chardev} say.
   *
   * @param terminal the user's
   * @return where typed bytes go, or null
   */
  InputChannel connect(MachineOptions options, OutputStream terminal) throws IOException {
    InputChannel input = null;
    Chardev serial = options.serial();
    connect(board.serialOutput(), serial, terminal);
    if (serial.kind() == Chardev.Kind.TERMINAL) {
      input = board.serialInput();
    }
    if (board.semihostingOutput() != null) {
      show(board.semihostingOutput(), terminal);
      input = input == null ? board.semihostingInput() : input;
    }
    if (console != null) {
      Chardev ours = options.consoleChardev();
      connect(console.output(), ours, terminal);
      if (ours.kind() == Chardev.Kind.TERMINAL && serial.kind() != Chardev.Kind.TERMINAL) {
        input = console.input();
      }
    }
    return input;
  }

  private void connect(OutputChannel channel, Chardev host, OutputStream terminal)
      throws IOException {
    switch (host.kind()) {
      case TERMINAL -> show(channel, terminal);
      case FILE -> {
        OutputStream file;
        try {
          file = Files.newOutputStream(host.file());
        } catch (IOException e) {
          throw new UsageError("-serial: " + IoMessages.of(e));
        }
        resources.add(file);
        show(channel, file);
      }
      case NULL -> {}
    }
  }

  /**
   * Shows output as it happens for the first time; what a replay repeats after going back is not
   * shown again.
   */
  private void show(OutputChannel channel, OutputStream out) {
    OnceSink once =
        new OnceSink(
            channel,
            (data, offset, length) -> {
              if (outputFailure != null) {
                return;
              }
              try {
                out.write(data, offset, length);
                out.flush();
                if (out instanceof PrintStream print && print.checkError()) {
                  throw new IOException("the terminal or pipe is gone");
                }
              } catch (IOException e) {
                outputFailure = "cannot write the guest's output: " + IoMessages.reason(e);
                machine().interrupt();
              }
            });
    whenLive.add(once::forget);
    channel.setSink(once);
  }

  /**
   * Why output does not reach the host any more, or null. The guest does not notice; a run should
   * end.
   */
  String outputFailure() {
    return outputFailure;
  }

  /**
   * The guest has left its history: what it says now was not said before, and what it waits for no
   * log will answer.
   */
  void wentLive() {
    whenLive.forEach(Runnable::run);
  }

  private List<VirtioPlug> plugs(
      MachineOptions options, SortedMap<String, Path> images, Drives readOnly) throws IOException {
    List<VirtioPlug> plugs = new ArrayList<>();
    List<MachineOptions.Drive> drives = options.drives();
    for (int i = 0; i < drives.size(); i++) {
      MachineOptions.Drive drive = drives.get(i);
      boolean writable = readOnly == null && !drive.readOnly() && !drive.snapshot();
      String name = "drive" + i;
      Path file = images.get(name);
      DiskImage image =
          readOnly != null
              ? readOnly.open(name, file)
              : writable ? FileImage.openWritable(file) : FileImage.open(file);
      diskImages.put(name, image);
      Disk disk = new Disk(name, image);
      resources.add(disk);
      if (writable) {
        writeBack.add(disk);
      }
      plugs.add(VirtioPlug.disk(disk, drive.serial(), drive.readOnly()));
    }
    if (options.entropyDevice()) {
      plugs.add(
          (clock, inputs) -> {
            VirtioRng rng = new VirtioRng(inputs);
            HostEntropy entropy = new HostEntropy(rng.channel());
            rng.setSource(entropy);
            resources.add(entropy);
            whenLive.add(rng::askAgain);
            return rng;
          });
    }
    if (options.consoleDevice()) {
      OutputChannel output = new OutputChannel("console0");
      plugs.add((clock, inputs) -> console = new VirtioConsole("console0", inputs, output));
    }
    return plugs;
  }

  /** The image of a drive, by its name in {@link GuestImages}. */
  DiskImage image(String name) {
    return diskImages.get(name);
  }

  /** True if {@link #commit} changes images. */
  boolean writesBack() {
    return !writeBack.isEmpty();
  }

  /** Writes what the guest wrote to its disks back to their images. */
  void commit() throws IOException {
    for (Disk disk : writeBack) {
      disk.commit();
    }
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    machine().close();
  }
}
