package ebb.frontend.arm.decode;

/** Expansion of encoded immediates. */
public final class Immediates {
  private Immediates() {}

  /** ARMExpandImm: DDI 0406C A5.2.4. */
  public static int armExpand(int imm12) {
    return Integer.rotateRight(imm12 & 0xff, imm12 >> 8 << 1);
  }

  /** ThumbExpandImm: DDI 0406C A6.3.2. */
  public static int thumbExpand(int imm12) {
    int low = imm12 & 0xff;
    return switch (imm12 >> 8) {
      case 0 -> low;
      case 1 -> low << 16 | low;
      case 2 -> low << 24 | low << 8;
      case 3 -> low * 0x01010101;
      default -> Integer.rotateRight(0x80 | imm12 & 0x7f, imm12 >> 7);
    };
  }

  /** Offset in bytes of the T32 branches B.W, BL and BLX: fields s, j, k, h, i. */
  public static int wideBranch(Encoding<?> e) {
    int sign = e.get('s');
    int i1 = ~(e.get('j') ^ sign) & 1;
    int i2 = ~(e.get('k') ^ sign) & 1;
    return -sign << 24 | i1 << 23 | i2 << 22 | e.get('h') << 12 | e.get('i') << 1;
  }

  /** Offset in bytes of the conditional T32 B.W: fields s, j, k, h, i. */
  public static int wideConditionalBranch(Encoding<?> e) {
    return -e.get('s') << 20
        | e.get('k') << 19
        | e.get('j') << 18
        | e.get('h') << 12
        | e.get('i') << 1;
  }

  /** The immediate of MOVW and MOVT: fields j (top, where there is one) and i. */
  public static int moveWide(Encoding<?> e) {
    return e.has('j') ? e.get('j') << 12 | e.get('i') : e.get('i');
  }
}
