package ebb.cli;

import ebb.cli.GuestMachine.Seeds;
import ebb.replay.Recorder;
import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = "Run a machine. With gdb attached it can go backwards too.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin MachineOptions options = new MachineOptions();
  @Mixin ProfileOptions profile = new ProfileOptions();

  @Override
  public Integer call() throws Exception {
    String help = options.help();
    if (help != null) {
      System.out.print(help);
      return 0;
    }
    options.check();
    profile.applyTo(options);
    SortedMap<String, Path> images = GuestImages.of(options);
    Seeds seeds = new Seeds(options.rtcSeconds(), new SecureRandom().nextLong());
    try (GuestMachine guest = new GuestMachine(options, images, seeds, false)) {
      if (options.dumpDtb() != null) {
        Files.write(options.dumpDtb(), guest.board().deviceTree());
        System.err.println("ebb: device tree dumped to " + options.dumpDtb());
        return 0;
      }
      if (options.gdbPort() < 0) {
        return new LiveRun(guest, options, null, LiveRun.Console.user()).run();
      }
      Timeline timeline =
          new Timeline(guest.machine(), new Recorder(guest.machine()), Timeline.Options.DEBUGGER);
      timeline.setResetAction(guest.resetAction());
      timeline.setLiveAction(guest::wentLive);
      guest.outputs().forEach(timeline::follow);
      List<String> arguments = Recordings.machineArguments(spec.commandLine().getParseResult());
      RunSource source = new RunSource(guest, options, arguments, images, seeds);
      SessionRecording recording = new SessionRecording(timeline, source);
      int code =
          new Debugging(guest, timeline, options, recording, () -> Twin.of(source))
              .serve(options.stopped);
      guest.commit();
      return code;
    }
  }
}
