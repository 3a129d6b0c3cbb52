package ebb.cli;

import java.lang.reflect.Proxy;

/**
 * What Ctrl-C does to this process besides what it does to others at the same terminal. By
 * reflection, as the compiler warns of every other use of the JDK's only interface to signals.
 */
final class CtrlC {
  private CtrlC() {}

  /** From now on SIGINT runs an action, on a thread of its own, instead of ending the process. */
  static void runs(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object run =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, run);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Signal", e);
    }
  }
}
