package ebb.runtime;

/**
 * A level-sensitive interrupt wire into a controller or a CPU. Setting the same level again is
 * free.
 */
@FunctionalInterface
public interface IrqLine {
  void set(boolean level);
}
