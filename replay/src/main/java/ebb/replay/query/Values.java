package ebb.replay.query;

import ebb.runtime.Footprint;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every write to a variable with the bytes that it found and left. What devices write there is seen
 * only as what the next write finds.
 */
public final class Values implements Scan<List<Values.Value>> {
  /** A write; {@code hit} is the instruction. Bytes that are not mapped are 0. */
  public record Value(Hit hit, byte[] before, byte[] after) {
    /** False if it wrote what was there. */
    public boolean changed() {
      return !Arrays.equals(before, after);
    }
  }

  private final Watch watch;

  /**
   * @param va guest-virtual
   * @param bytes at least 1
   */
  public Values(long va, int bytes) {
    watch = new Watch(Watch.Kind.WRITE, va, bytes);
  }

  @Override
  public List<Value> in(Interval interval) {
    List<Value> values = new ArrayList<>();
    Machine machine = interval.machine();
    watch.set(machine);
    try {
      while (interval.run(watch.hook((vcpu, pc) -> true), false) instanceof Stop.Watchpoint stop) {
        long icount = interval.now();
        byte[] before = read(machine, stop.vcpu());
        interval.step();
        if (interval.now() > icount) {
          Hit hit = new Hit(icount, stop.vcpu(), stop.pc());
          values.add(new Value(hit, before, read(machine, stop.vcpu())));
        }
      }
    } finally {
      watch.remove(machine);
    }
    return values.isEmpty() ? null : values;
  }

  @Override
  public boolean mayFind(Footprint footprint) {
    return watch.mayHit(footprint);
  }

  private byte[] read(Machine machine, int vcpu) {
    byte[] bytes = new byte[(int) watch.bytes()];
    machine.readVirtual(vcpu, watch.va(), bytes, 0, bytes.length);
    return bytes;
  }
}
