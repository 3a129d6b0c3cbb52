package ebb.cli;

/** What the guest's thread may be doing, told by its stack. */
enum Tier {
  REGIONS("translated code (regions)"),
  INTERPRETER("interpreter"),
  DISPATCHER("dispatcher"),
  MEMORY("slow memory path"),
  DEVICES("devices"),
  TRANSLATOR("translator"),
  REPLAY("recorder and checkpoints"),
  IDLE("waiting"),
  OTHER("something else");

  final String text;

  Tier(String text) {
    this.text = text;
  }

  /**
   * The innermost frame that belongs to one of them decides, but what the translator calls is the
   * translator.
   */
  static Tier of(StackTraceElement[] stack) {
    Tier innermost = null;
    for (StackTraceElement frame : stack) {
      Tier tier = of(frame);
      if (tier == TRANSLATOR) {
        return TRANSLATOR;
      }
      innermost = innermost == null ? tier : innermost;
    }
    return innermost == null ? OTHER : innermost;
  }

  private static Tier of(StackTraceElement frame) {
    String type = frame.getClassName();
    if (type.equals("ebb.runtime.Translations") || type.startsWith("ebb.ir.pass.")) {
      return TRANSLATOR;
    }
    // Frames of compiled regions are hidden; what entered them is not.
    if (type.startsWith("ebb.backend.jvm.") || type.equals(Profile.Counting.class.getName())) {
      return REGIONS;
    }
    if (type.startsWith("ebb.ir.exec.")) {
      return INTERPRETER;
    }
    if (type.startsWith("ebb.machine.")) {
      return DEVICES;
    }
    if (type.startsWith("ebb.replay.")) {
      return REPLAY;
    }
    return switch (type) {
      case "ebb.runtime.SoftMmu", "ebb.runtime.SoftTlb", "ebb.runtime.CodeCache" -> MEMORY;
      case "ebb.runtime.CpuLoop" -> DISPATCHER;
      case "ebb.runtime.Machine" -> frame.getMethodName().equals("idle") ? IDLE : DISPATCHER;
      default -> null;
    };
  }
}
