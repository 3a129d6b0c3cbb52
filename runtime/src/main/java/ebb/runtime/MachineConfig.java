package ebb.runtime;

import ebb.ir.guest.Guest;

/**
 * The fixed parts of a machine.
 *
 * @param guest the architecture
 * @param cpuModel as in {@code -cpu}
 * @param vcpus 1 to 8
 * @param ram all memory whose content is state
 * @param memory the guest-physical address space
 * @param clock with its devices' timers
 * @param inputs with its devices' channels
 * @param sleep true: an idle machine waits for its next deadline in host time; false: it jumps
 *     there
 * @param translator the compiling tier, or null to interpret only
 * @param compileInBackground false: regions are compiled at once on the guest thread (for tests)
 */
public record MachineConfig(
    Guest guest,
    String cpuModel,
    int vcpus,
    GuestRam ram,
    PhysicalMemory memory,
    Clock clock,
    Inputs inputs,
    boolean sleep,
    RegionTranslator translator,
    boolean compileInBackground) {}
