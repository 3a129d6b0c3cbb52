package ebb.ir.testing;

import java.io.File;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs of the host that some tests compare with. */
public final class Tools {
  private Tools() {}

  /** Skips the test if the program is missing, saying what to install; fails it in CI. */
  public static void require(String program, String aptPackage) {
    for (String dir : System.getenv("PATH").split(File.pathSeparator)) {
      if (new File(dir, program).canExecute()) {
        return;
      }
    }
    String message = program + " is missing: apt-get install " + aptPackage;
    if (System.getenv("CI") != null) {
      Assertions.fail(message);
    }
    Assumptions.abort(message);
  }
}
