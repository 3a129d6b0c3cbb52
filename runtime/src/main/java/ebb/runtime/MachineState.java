package ebb.runtime;

import java.util.List;

/**
 * A state of a machine, without its RAM, for this process: large state is shared with the machine,
 * not copied.
 *
 * @param small everything else, not to be changed
 * @param marks of each {@link SharedState}, in the order of the devices
 */
public record MachineState(byte[] small, List<Object> marks) {}
