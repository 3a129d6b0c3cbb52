package ebb.ir;

/** The type of an IR value. Floating-point values travel as their bit patterns in I32 or I64. */
public enum Type {
  VOID("void", 0),
  I32("i32", 4),
  I64("i64", 8),
  V128("v128", 16);

  public final String text;

  /** Size in bytes. */
  public final int bytes;

  Type(String text, int bytes) {
    this.text = text;
    this.bytes = bytes;
  }
}
