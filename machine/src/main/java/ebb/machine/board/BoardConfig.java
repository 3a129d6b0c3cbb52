package ebb.machine.board;

import ebb.ir.guest.Guest;
import ebb.runtime.RegionTranslator;
import java.util.List;

/**
 * What a board is made of and starts with: everything that decides its execution besides inputs.
 * File contents are given, not names; an empty array means none.
 *
 * @param guest the architecture
 * @param cpuModel as in {@code -cpu}
 * @param smp CPUs, 1 to 8
 * @param ramBytes a multiple of the page size
 * @param kernel as in {@code -kernel}
 * @param initrd as in {@code -initrd}
 * @param append kernel command line
 * @param dtb as in {@code -dtb}; empty for the generated device tree
 * @param bios content of the first flash
 * @param virtio devices in the order of the command line
 * @param semihosting whether semihosting calls are answered
 * @param semihostingLine the program's command line for SYS_GET_CMDLINE
 * @param rtcSeconds the real-time clock at virtual time 0, in seconds since 1970
 * @param rngSeed what the seeds in the device tree are made from
 * @param clockShift log2 of the ns that an instruction takes
 * @param sleep true: an idle machine waits in host time
 * @param translator the compiling tier, or null to interpret only
 * @param compileInBackground false: regions are compiled at once on the guest thread
 */
public record BoardConfig(
    Guest guest,
    String cpuModel,
    int smp,
    long ramBytes,
    byte[] kernel,
    byte[] initrd,
    String append,
    byte[] dtb,
    byte[] bios,
    List<VirtioPlug> virtio,
    boolean semihosting,
    String semihostingLine,
    long rtcSeconds,
    long rngSeed,
    int clockShift,
    boolean sleep,
    RegionTranslator translator,
    boolean compileInBackground) {

  /**
   * A board of this guest and CPU with 128 MB, one CPU and nothing else; the rest is set one by
   * one.
   */
  public static Builder of(Guest guest, String cpuModel) {
    return new Builder(guest, cpuModel);
  }

  /** Sets what is wanted. */
  public static final class Builder {
    private static final byte[] NONE = {};

    private final Guest guest;
    private final String cpuModel;
    private int smp = 1;
    private long ramBytes = 128L << 20;
    private byte[] kernel = NONE;
    private byte[] initrd = NONE;
    private String append = "";
    private byte[] dtb = NONE;
    private byte[] bios = NONE;
    private List<VirtioPlug> virtio = List.of();
    private boolean semihosting;
    private String semihostingLine = "";
    private long rtcSeconds;
    private long rngSeed;
    private int clockShift;
    private boolean sleep;
    private RegionTranslator translator;
    private boolean compileInBackground = true;

    private Builder(Guest guest, String cpuModel) {
      this.guest = guest;
      this.cpuModel = cpuModel;
    }

    public Builder smp(int cpus) {
      smp = cpus;
      return this;
    }

    public Builder ramBytes(long bytes) {
      ramBytes = bytes;
      return this;
    }

    public Builder kernel(byte[] content) {
      kernel = content;
      return this;
    }

    public Builder initrd(byte[] content) {
      initrd = content;
      return this;
    }

    public Builder append(String commandLine) {
      append = commandLine;
      return this;
    }

    public Builder dtb(byte[] content) {
      dtb = content;
      return this;
    }

    public Builder bios(byte[] content) {
      bios = content;
      return this;
    }

    public Builder virtio(List<VirtioPlug> plugs) {
      virtio = List.copyOf(plugs);
      return this;
    }

    public Builder semihosting(String commandLine) {
      semihosting = true;
      semihostingLine = commandLine;
      return this;
    }

    public Builder rtcSeconds(long seconds) {
      rtcSeconds = seconds;
      return this;
    }

    public Builder rngSeed(long seed) {
      rngSeed = seed;
      return this;
    }

    public Builder clockShift(int shift) {
      clockShift = shift;
      return this;
    }

    public Builder sleep(boolean inHostTime) {
      sleep = inHostTime;
      return this;
    }

    public Builder translator(RegionTranslator tier, boolean inBackground) {
      translator = tier;
      compileInBackground = inBackground;
      return this;
    }

    public BoardConfig build() {
      return new BoardConfig(
          guest,
          cpuModel,
          smp,
          ramBytes,
          kernel,
          initrd,
          append,
          dtb,
          bios,
          virtio,
          semihosting,
          semihostingLine,
          rtcSeconds,
          rngSeed,
          clockShift,
          sleep,
          translator,
          compileInBackground);
    }
  }
}
