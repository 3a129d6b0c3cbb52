package ebb.machine.board;

import ebb.machine.disk.Disk;
import ebb.machine.virtio.VirtioBlk;
import ebb.machine.virtio.VirtioDevice;
import ebb.runtime.Clock;
import ebb.runtime.Inputs;
import ebb.runtime.Snapshotable;
import java.util.List;

/** Makes the device that goes into a virtio slot of a board. */
@FunctionalInterface
public interface VirtioPlug {
  /** Called once, while the board is built; registers the device's timers and input channels. */
  VirtioDevice plug(Clock clock, Inputs inputs);

  /** State beside the device's own, such as a disk; asked for after {@link #plug}. */
  default List<Snapshotable> state() {
    return List.of();
  }

  /**
   * A disk drive.
   *
   * @param serial up to 20 bytes
   */
  static VirtioPlug disk(Disk disk, String serial, boolean readOnly) {
    return new VirtioPlug() {
      @Override
      public VirtioDevice plug(Clock clock, Inputs inputs) {
        return new VirtioBlk(disk, serial, readOnly, clock);
      }

      @Override
      public List<Snapshotable> state() {
        return List.of(disk);
      }
    };
  }
}
