package ebb.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How to look for something in a whole recording. */
final class SearchOptions {
  @Option(
      names = "--symbols",
      paramLabel = "ELF",
      description = "names of addresses: vmlinux; otherwise the -kernel, if it is an ELF file")
  Path symbols;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "replay with so many machines at once (default: as there are processors)")
  int jobs = Runtime.getRuntime().availableProcessors();

  Inquiry open(Path recording) throws IOException {
    if (jobs < 1) {
      throw new UsageError("--jobs: at least 1");
    }
    return new Inquiry(recording, symbols, jobs);
  }
}
