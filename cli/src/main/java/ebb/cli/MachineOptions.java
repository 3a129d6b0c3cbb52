package ebb.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that describe a machine, with QEMU's names and meanings. What QEMU has and this lacks
 * is refused.
 */
final class MachineOptions {
  /** A disk: {@code -drive} and the {@code -device} that it is plugged into. */
  record Drive(String id, Path file, boolean readOnly, boolean snapshot, String serial) {}

  /** {@code -icount}. */
  record Icount(int shift, boolean sleep) {}

  private static final SortedMap<String, String> DEVICES =
      new TreeMap<>(
          Map.of(
              "virtio-blk-device", "disk; drive=ID names its -drive, serial=TEXT its serial number",
              "virtio-rng-device", "entropy of the host; recorded",
              "virtio-serial-device", "bus of virtconsole",
              "virtconsole", "second console, shown on the terminal"));

  @Option(
      names = {"-M", "-machine", "--machine"},
      paramLabel = "TYPE",
      defaultValue = "virt",
      description = "board (default: virt); help lists them")
  String machine;

  @Option(
      names = "-cpu",
      paramLabel = "MODEL",
      defaultValue = "cortex-a15",
      description = "processor (default: cortex-a15); help lists them")
  String cpu;

  @Option(
      names = "-m",
      paramLabel = "SIZE",
      defaultValue = "128M",
      description = "RAM, in MiB or with K, M, G (default: 128M)")
  String memory;

  @Option(
      names = "-smp",
      paramLabel = "N",
      defaultValue = "1",
      description = "CPUs, 1 to 8 (default: 1)")
  String smp;

  @Option(names = "-kernel", paramLabel = "FILE", description = "zImage, Image or ELF")
  Path kernel;

  @Option(names = "-initrd", paramLabel = "FILE", description = "initial RAM disk")
  Path initrd;

  @Option(
      names = "-append",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "kernel command line")
  String append;

  @Option(
      names = "-dtb",
      paramLabel = "FILE",
      description = "device tree blob instead of the generated one")
  Path dtb;

  @Option(
      names = "-bios",
      paramLabel = "FILE",
      description = "firmware, placed in flash at address 0")
  Path bios;

  @Option(
      names = "-drive",
      paramLabel = "file=F,if=none,id=I[,format=raw][,readonly=on][,snapshot=on]",
      description = "a disk image; with if=virtio it needs no -device")
  List<String> drives = new ArrayList<>();

  @Option(
      names = "-device",
      paramLabel = "DRIVER[,PROPERTY=V]",
      description = "a device, such as virtio-blk-device,drive=I; help lists them")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "-serial",
      paramLabel = "DEV",
      description = {
        "serial port: stdio (default), mon:stdio, file:PATH, chardev:ID,",
        "null, none"
      })
  List<String> serials = new ArrayList<>();

  @Option(
      names = "-chardev",
      paramLabel = "stdio|file|null,id=I[,path=P]",
      description = "a host end for -serial chardev:I and virtconsole,chardev=I")
  List<String> chardevs = new ArrayList<>();

  @Option(
      names = "-object",
      paramLabel = "rng-random,id=I",
      description = "the entropy of a virtio-rng-device; always the host's")
  List<String> objects = new ArrayList<>();

  @Option(names = "-semihosting", description = "answer semihosting calls")
  boolean semihosting;

  @Option(
      names = "-semihosting-config",
      paramLabel = "[enable=on][,arg=TEXT]...",
      description = "the same, with a command line for the program")
  List<String> semihostingConfig = new ArrayList<>();

  @Option(names = "-nodefaults", description = "no serial port unless -serial is given")
  boolean noDefaults;

  @Option(names = "-no-user-config", description = "there is no configuration file; always so")
  boolean noUserConfig;

  @Option(names = "-name", paramLabel = "TEXT", description = "a name for the guest; ignored")
  String name;

  @Option(
      names = "-monitor",
      paramLabel = "none|mon:stdio",
      description = "the monitor is on Ctrl-A c, as with -nographic")
  String monitor;

  @Option(
      names = {"-net", "-nic", "-vga", "-parallel"},
      paramLabel = "none",
      description = "there is none; always so")
  List<String> absent = new ArrayList<>();

  @Option(
      names = "-icount",
      paramLabel = "shift=N[,sleep=on|off]",
      defaultValue = "shift=0",
      description = {
        "2^N ns per instruction; sleep=off jumps over idle time",
        "(default: shift=0,sleep=on)"
      })
  String icount;

  @Option(
      names = "-rtc",
      paramLabel = "base=utc|DATE",
      defaultValue = "base=utc",
      description = "what the real-time clock starts at (default: utc, now)")
  String rtc;

  @Option(names = "-no-reboot", description = "a guest reset ends the run")
  boolean noReboot;

  @Option(names = "-nographic", description = "no display; always so")
  boolean noGraphic;

  @Option(names = "-display", paramLabel = "none", description = "no display; always so")
  String display;

  @Option(names = "-S", description = "do not start: wait for gdb to say continue")
  boolean stopped;

  @Option(
      names = "-gdb",
      paramLabel = "tcp::PORT",
      description = "serve gdb on the loopback interface; forwards and backwards")
  String gdb;

  @Option(names = "-s", description = "as -gdb tcp::1234")
  boolean gdbDefault;

  @Mixin TraceOptions trace = new TraceOptions();

  /**
   * Parses arguments that describe a machine and nothing else.
   *
   * @throws CommandLine.ParameterException if one is not known
   */
  static MachineOptions parse(List<String> arguments) {
    Alone alone = new Alone();
    new CommandLine(alone)
        .setPosixClusteredShortOptionsAllowed(false)
        .parseArgs(arguments.toArray(new String[0]));
    return alone.options;
  }

  @Command
  private static final class Alone {
    @Mixin private final MachineOptions options = new MachineOptions();
  }

  /** Not an option: code is compiled after a few entries already, on the guest's thread. */
  boolean compileAtOnce;

  /** Not an option: who watches where the time goes, or null. */
  Profile profile;

  /** True if these come from a recording: they do not say where its session is shown. */
  boolean recorded;

  /** What {@code -M help} and its like ask for: lines to print, or null if none was given. */
  String help() {
    if (machine.equals("help")) {
      return "Supported machines are:\nvirt                  QEMU's ARM virtual machine (default)\n";
    }
    if (cpu.equals("help")) {
      return "Available CPUs:\n  cortex-a15            (default)\n";
    }
    if (trace.accel().equals("help")) {
      return "Accelerators supported:\ntcg                   interpret cold code, translate hot code (default)\n"
          + "interpreter           interpret everything\n";
    }
    if (devices.contains("help") || devices.contains("?")) {
      StringBuilder text = new StringBuilder("Devices:\n");
      DEVICES.forEach((name, what) -> text.append(String.format("%-21s %s%n", name, what)));
      return text.toString();
    }
    return trace.help();
  }

  /** Refuses what is not supported, by name. */
  void check() {
    SubOptions m =
        new SubOptions(
            "-machine",
            machine,
            Set.of("type", "gic-version", "virtualization", "secure", "highmem", "dumpdtb"));
    String type = m.first() != null ? m.first() : m.get("type", "virt");
    if (!type.equals("virt")) {
      throw new UsageError("-machine: no board '" + type + "'; there is: virt");
    }
    if (!m.get("gic-version", "2").equals("2")) {
      throw new UsageError("-machine: gic-version is 2");
    }
    for (String off : List.of("virtualization", "secure")) {
      if (m.flag(off, false)) {
        throw new UsageError("-machine: " + off + "=on is not supported");
      }
    }
    if (!cpu.equals("cortex-a15")) {
      throw new UsageError("-cpu: no CPU '" + cpu + "'; there is: cortex-a15");
    }
    if (display != null && !display.equals("none")) {
      throw new UsageError("-display: '" + display + "' is not supported; there is: none");
    }
    String accel = trace.accel();
    if (!accel.equals("tcg") && !accel.equals("interpreter")) {
      throw new UsageError("-accel: '" + accel + "' is not supported; there are: tcg, interpreter");
    }
    for (String none : absent) {
      if (!none.equals("none")) {
        throw new UsageError(
            "-net, -nic, -vga, -parallel: '" + none + "' is not supported; there is: none");
      }
    }
    if (monitor != null && !monitor.equals("none") && !monitor.equals("mon:stdio")) {
      throw new UsageError(
          "-monitor: '" + monitor + "' is not supported; there are: none, mon:stdio");
    }
    if (serials.size() > 1) {
      throw new UsageError("-serial: the board has one serial port");
    }
    for (String text : objects) {
      SubOptions object = new SubOptions("-object", text, Set.of("id", "filename"));
      if (!"rng-random".equals(object.first()) && !"rng-builtin".equals(object.first())) {
        throw new UsageError(
            "-object: '" + text + "' is not supported; there are: rng-random, rng-builtin");
      }
    }
    Chardev.check(chardevs);
    if (kernel == null && bios == null && dumpDtb() == null) {
      throw new UsageError("nothing to run: give -kernel or -bios");
    }
    for (Path needsKernel : new Path[] {dtb, initrd}) {
      if (needsKernel != null && kernel == null) {
        throw new UsageError((needsKernel == dtb ? "-dtb" : "-initrd") + " goes with -kernel");
      }
    }
    if (!append.isEmpty() && kernel == null) {
      throw new UsageError("-append goes with -kernel");
    }
  }

  /** Where {@code -machine dumpdtb=} wants the device tree, or null. */
  Path dumpDtb() {
    for (String part : machine.split(",")) {
      if (part.startsWith("dumpdtb=")) {
        return path("-machine", part.substring("dumpdtb=".length()));
      }
    }
    return null;
  }

  private static Path path(String option, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException bad) {
      throw new UsageError(option + ": " + bad.getMessage());
    }
  }

  /** The host end of the serial port. */
  Chardev serial() {
    String text = serials.isEmpty() ? noDefaults ? "none" : "stdio" : serials.getFirst();
    return Chardev.serial(text, chardevs);
  }

  /** The host end of the virtio console. */
  Chardev consoleChardev() {
    for (String text : devices) {
      String id = device(text).get("chardev");
      // A recording does not say where its session was shown.
      if (id != null && !recorded) {
        return Chardev.named("-device", id, chardevs);
      }
    }
    return Chardev.TERMINAL;
  }

  boolean semihosting() {
    boolean on = semihosting;
    for (String text : semihostingConfig) {
      on = semihostingConfig(text).flag("enable", true);
    }
    return on;
  }

  /** What SYS_GET_CMDLINE answers. */
  String semihostingLine() {
    List<String> words = new ArrayList<>();
    for (String text : semihostingConfig) {
      words.addAll(semihostingConfig(text).all("arg"));
    }
    if (words.isEmpty() && kernel != null) {
      words.add(kernel.toString());
      if (!append.isEmpty()) {
        words.add(append);
      }
    }
    return String.join(" ", words);
  }

  private static SubOptions semihostingConfig(String text) {
    SubOptions config =
        new SubOptions("-semihosting-config", text, Set.of("enable", "target", "arg"));
    if (config.first() != null && !config.first().equals("on") && !config.first().equals("off")) {
      throw new UsageError("-semihosting-config: '" + config.first() + "' is not supported");
    }
    String target = config.get("target", "auto");
    if (!target.equals("auto") && !target.equals("native")) {
      throw new UsageError("-semihosting-config: target is auto or native, not '" + target + "'");
    }
    return config;
  }

  long memoryBytes() {
    SubOptions m = new SubOptions("-m", memory, Set.of("size"));
    long bytes =
        SubOptions.size("-m", m.first() != null ? m.first() : m.get("size", "128M"), 1 << 20);
    if (bytes < 1 << 20 || bytes % 4096 != 0) {
      throw new UsageError("-m: '" + memory + "' is not a size of RAM");
    }
    return bytes;
  }

  int cpus() {
    SubOptions s =
        new SubOptions(
            "-smp",
            smp,
            Set.of("cpus", "maxcpus", "sockets", "dies", "clusters", "cores", "threads"));
    String given = s.first() != null ? s.first() : s.get("cpus", s.get("cores", "1"));
    int cpus = s.number("cpus", given, 1, 8);
    for (String same : List.of("maxcpus", "cores")) {
      if (!s.get(same, given).equals(given)) {
        throw new UsageError("-smp: " + same + " can only be the number of CPUs, " + cpus);
      }
    }
    for (String one : List.of("sockets", "dies", "clusters", "threads")) {
      if (!s.get(one, "1").equals("1")) {
        throw new UsageError("-smp: " + one + " can only be 1: the board has one socket of cores");
      }
    }
    return cpus;
  }

  Icount icount() {
    SubOptions i = new SubOptions("-icount", icount, Set.of("shift", "sleep"));
    String shift = i.first() != null ? i.first() : i.get("shift", "0");
    if (shift.equals("auto")) {
      throw new UsageError(
          "-icount: shift=auto follows the host's clock and is not supported; give a number");
    }
    return new Icount(i.number("shift", shift, 0, 10), i.flag("sleep", true));
  }

  /**
   * Seconds since 1970 at which the real-time clock starts; reads the host's clock for base=utc.
   */
  long rtcSeconds() {
    SubOptions r = new SubOptions("-rtc", rtc, Set.of("base", "clock"));
    if (!r.get("clock", "vm").equals("vm")) {
      throw new UsageError("-rtc: the clock is vm (virtual time)");
    }
    String base = r.get("base", "utc");
    try {
      return switch (base) {
        case "utc" -> Instant.now().getEpochSecond();
        case "localtime" -> LocalDateTime.now().toEpochSecond(ZoneOffset.UTC);
        default ->
            base.contains("T")
                ? LocalDateTime.parse(base).toEpochSecond(ZoneOffset.UTC)
                : LocalDateTime.parse(base + "T00:00:00").toEpochSecond(ZoneOffset.UTC);
      };
    } catch (DateTimeParseException bad) {
      throw new UsageError(
          "-rtc: '" + base + "' is not utc, localtime or a date like 2006-06-17T16:01:21");
    }
  }

  /** TCP port for gdb, or -1. */
  int gdbPort() {
    if (gdb == null) {
      return gdbDefault ? 1234 : -1;
    }
    String text = gdb;
    for (String prefix : List.of("tcp::", "tcp:localhost:", "tcp:127.0.0.1:")) {
      if (text.startsWith(prefix)) {
        SubOptions port = new SubOptions("-gdb", "", Set.of());
        return port.number("port", text.substring(prefix.length()), 0, 65535);
      }
    }
    throw new UsageError("-gdb: '" + gdb + "' is not supported; give tcp::PORT (loopback)");
  }

  /** The disks that are plugged in, in the order of their -device options. */
  List<Drive> drives() {
    List<Drive> result = new ArrayList<>();
    List<SubOptions> parsed = new ArrayList<>();
    for (String text : drives) {
      parsed.add(
          new SubOptions(
              "-drive",
              text,
              Set.of("file", "format", "if", "id", "readonly", "snapshot", "media", "cache")));
    }
    for (SubOptions drive : parsed) {
      if (!drive.get("format", "raw").equals("raw")) {
        throw new UsageError("-drive: format is raw, not '" + drive.get("format") + "'");
      }
      if (drive.get("file") == null) {
        throw new UsageError("-drive: file= is missing");
      }
      if (drive.get("if", "virtio").equals("virtio")) {
        result.add(plug(drive, null));
      } else if (!drive.get("if").equals("none")) {
        throw new UsageError(
            "-drive: if=" + drive.get("if") + " is not supported; there are: none, virtio");
      }
    }
    for (String text : devices) {
      SubOptions device = device(text);
      if (device.first().equals("virtio-blk-device")) {
        String id = device.get("drive");
        SubOptions drive =
            parsed.stream()
                .filter(d -> id != null && id.equals(d.get("id")))
                .findFirst()
                .orElseThrow(() -> new UsageError("-device: no drive with id '" + id + "'"));
        result.add(plug(drive, device.get("serial")));
      }
    }
    return result;
  }

  boolean entropyDevice() {
    return devices.stream().anyMatch(text -> device(text).first().equals("virtio-rng-device"));
  }

  boolean consoleDevice() {
    return devices.stream().anyMatch(text -> device(text).first().equals("virtconsole"));
  }

  private static SubOptions device(String text) {
    SubOptions device =
        new SubOptions("-device", text, Set.of("drive", "serial", "id", "rng", "chardev", "bus"));
    if (device.first() == null || !DEVICES.containsKey(device.first())) {
      throw new UsageError(
          "-device: '"
              + (device.first() == null ? text : device.first())
              + "' is not supported; there are: "
              + String.join(", ", DEVICES.keySet()));
    }
    return device;
  }

  private static Drive plug(SubOptions drive, String serial) {
    return new Drive(
        drive.get("id", "drive"),
        Path.of(drive.get("file")),
        drive.flag("readonly", false),
        drive.flag("snapshot", false),
        serial == null ? "" : serial);
  }
}
