package ebb.replay;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingException;
import ebb.replay.log.WireInput;
import ebb.replay.log.WireOutput;
import ebb.runtime.Machine;

/**
 * The user's own change of the guest, by a debugger. It is an input like any other: logged at its
 * icount, made again in every replay when execution leaves that icount.
 *
 * <pre>
 * kind    u8       0 memory, 1 register
 * vcpu    varint
 * where   u64      guest-virtual address, or gdb register number
 * value   bytes    memory content, or 8 bytes of register, little-endian
 * </pre>
 */
sealed interface Patch {
  record Memory(int vcpu, long va, byte[] value) implements Patch {}

  record Register(int vcpu, int number, long value) implements Patch {}

  /** Makes the change; false if the memory cannot be written. */
  default boolean apply(Machine machine) {
    return switch (this) {
      case Memory m ->
          machine.writeVirtual(m.vcpu, m.va, m.value, 0, m.value.length) == m.value.length;
      case Register r -> {
        machine.vcpus().get(r.vcpu).setRegister(r.number, r.value);
        yield true;
      }
    };
  }

  default Event event(long icount, long nanos) {
    WireOutput out = new WireOutput();
    switch (this) {
      case Memory m -> {
        out.u8(0);
        out.varint(m.vcpu);
        out.u64(m.va);
        out.bytes(m.value);
      }
      case Register r -> {
        out.u8(1);
        out.varint(r.vcpu);
        out.u64(r.number);
        out.varint(8);
        out.u64(r.value);
      }
    }
    return new Event(icount, nanos, Event.PATCH, out.toByteArray());
  }

  /**
   * @throws RecordingException if the event is no change that can be made
   */
  static Patch of(Event event, int vcpus) {
    WireInput in = new WireInput(event.data());
    int kind = in.u8();
    int vcpu = in.count(vcpus - 1);
    long where = in.u64();
    byte[] value = in.bytes();
    in.end();
    return switch (kind) {
      case 0 -> new Memory(vcpu, where, value);
      case 1 -> new Register(vcpu, (int) where, new WireInput(value).u64());
      default -> throw new RecordingException("unknown kind of change " + kind);
    };
  }
}
