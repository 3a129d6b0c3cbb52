package ebb.machine.board;

import ebb.runtime.Clock;
import ebb.runtime.Dma;
import ebb.runtime.Inputs;
import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.Snapshotable;
import java.util.List;

/** Makes what goes into a virtio slot of a board. */
@FunctionalInterface
public interface VirtioPlug {
  /** The parts of a board that a device may use. */
  record Socket(Clock clock, Inputs inputs, Dma dma, IrqLine irq) {}

  /**
   * @param id of the transport
   * @return a virtio-mmio transport with its device
   */
  MmioDevice plug(String id, Socket socket);

  /** State beside the transport's own, such as a disk; asked for after {@link #plug}. */
  default List<Snapshotable> state() {
    return List.of();
  }
}
