package ebb.backend.jvm;

/** What region code calls: arithmetic that Java defines differently. */
final class RegionSupport {
  private RegionSupport() {}

  static int divs(int a, int b) {
    return b == 0 ? 0 : a / b;
  }

  static int divu(int a, int b) {
    return b == 0 ? 0 : Integer.divideUnsigned(a, b);
  }

  static int rems(int a, int b) {
    return b == 0 ? a : a % b;
  }

  static int remu(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  static long divs(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  static long divu(long a, long b) {
    return b == 0 ? 0 : Long.divideUnsigned(a, b);
  }

  static long rems(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long remu(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }
}
