package ebb.replay.query;

import ebb.replay.Timeline;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.util.List;

/** A machine of its own with the history that is searched. Used by one thread at a time. */
public interface Replica extends AutoCloseable {
  /** Opens another one; may be called on several threads at once. */
  @FunctionalInterface
  interface Source {
    Replica open() throws IOException;
  }

  Timeline timeline();

  /** True if somebody else may interrupt its timeline, and means the search by that. */
  default boolean shared() {
    return false;
  }

  /** The machine's outputs, the serial port first; empty if nobody has to hear them. */
  List<OutputChannel> outputs();

  @Override
  void close() throws IOException;
}
