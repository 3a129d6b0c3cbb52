package ebb.ir.exec;

import ebb.ir.Inst;

/**
 * A comparison in the interpreter's terms.
 *
 * @param cc one of {@link Code#EQ} and so on
 * @param a left temp
 * @param b right temp, or -1 if it is {@code imm}
 */
record Condition(int cc, int a, int b, int imm) {
  /** The condition that a comparison op of i32 computes. */
  static Condition of(Inst set, Placement place) {
    int cc =
        switch (set.op()) {
          case SETEQ32 -> Code.EQ;
          case SETNE32 -> Code.NE;
          case SETLTU32 -> Code.LTU;
          case SETLEU32 -> Code.GEU;
          case SETLTS32 -> Code.LTS;
          case SETLES32 -> Code.GES;
          default -> throw new IllegalArgumentException(set.op().mnemonic);
        };
    boolean swap =
        switch (set.op()) {
          case SETLEU32, SETLES32 -> true;
          default -> cc <= Code.NE && place.isConstant(set.a());
        };
    int a = swap ? set.b() : set.a();
    int b = swap ? set.a() : set.b();
    if (place.isConstant(b)) {
      return new Condition(cc, a, -1, (int) place.constant(b));
    }
    if (place.isConstant(a)) {
      // k < b is b >= k + 1, k >= b is b < k + 1, where k + 1 does not wrap.
      int k = (int) place.constant(a);
      int last = cc >= Code.LTS ? Integer.MAX_VALUE : -1;
      if (k != last) {
        return new Condition(cc ^ 1, b, -1, k + 1);
      }
    }
    return new Condition(cc, a, b, 0);
  }
}
