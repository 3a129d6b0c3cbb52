package ebb.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lays out {@code --help}: options by subject instead of by name. */
final class OptionHelp {
  /** The subject of each option; what is not here is the command's own. */
  private static final Map<String, List<String>> SUBJECTS = new LinkedHashMap<>();

  static {
    SUBJECTS.put("Machine", List.of("-M", "-cpu", "-smp", "-m"));
    SUBJECTS.put("What it boots", List.of("-kernel", "-initrd", "-append", "-dtb", "-bios"));
    SUBJECTS.put(
        "Devices", List.of("-drive", "-device", "-object", "-serial", "-chardev", "-semihosting"));
    SUBJECTS.put("Time", List.of("-icount", "-rtc", "-no-reboot"));
    SUBJECTS.put("Debugging", List.of("-gdb", "-s", "-S", "-d", "-D", "-accel"));
    SUBJECTS.put(
        "Accepted, for QEMU's command lines",
        List.of(
            "-semihosting-config",
            "-nographic",
            "-display",
            "-monitor",
            "-net",
            "-nodefaults",
            "-no-user-config",
            "-name"));
    SUBJECTS.put("Help", List.of("-h", "-V"));
  }

  private OptionHelp() {}

  /** Sets a command and its subcommands up. */
  static void install(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionHelp::render);
    line.getSubcommands().values().forEach(OptionHelp::install);
  }

  private static String render(Help help) {
    List<OptionSpec> rest = new ArrayList<>(help.commandSpec().options());
    StringBuilder sections = new StringBuilder();
    SUBJECTS.forEach(
        (subject, names) -> {
          List<OptionSpec> about = new ArrayList<>();
          for (String name : names) {
            rest.stream()
                .filter(o -> o.shortestName().equals(name))
                .findFirst()
                .ifPresent(about::add);
          }
          rest.removeAll(about);
          if (!about.isEmpty()) {
            sections.append("\n").append(subject).append("\n").append(table(help, about));
          }
        });
    return (rest.isEmpty() ? "" : "\n" + table(help, rest)) + sections;
  }

  private static String table(Help help, List<OptionSpec> options) {
    StringBuilder text = new StringBuilder();
    for (OptionSpec option : options) {
      String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      String head = "  " + String.join(", ", option.names()) + label;
      String separator =
          head.length() < 26 ? " ".repeat(26 - head.length()) : "\n" + " ".repeat(26);
      text.append(head).append(separator);
      String description = String.join("\n", option.description());
      text.append(
          description
              .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()))
              .replace("\n", "\n" + " ".repeat(26)));
      text.append("\n");
    }
    return text.toString();
  }
}
