package ebb.frontend.arm.decode;

/**
 * The bits of one instruction together with the table row that they match.
 *
 * @param row the row, which knows where the fields are
 * @param bits the instruction; a 32-bit T32 instruction has its first halfword on top
 */
public record Encoding<H>(DecodeTable.Row<H> row, int bits) {
  /**
   * The field named by a letter of the row's bit string; pieces are joined in order, the highest on
   * top.
   *
   * @throws IllegalArgumentException if the row has no such field
   */
  public int get(char letter) {
    BitField field = row.field(letter);
    if (field.mask == 0) {
      throw new IllegalArgumentException(row.name() + " has no field " + letter);
    }
    return field.of(bits);
  }

  /** True if the row has the field. */
  public boolean has(char letter) {
    return row.fieldMask(letter) != 0;
  }

  /** True if the row has the field and it is not zero. */
  public boolean flag(char letter) {
    return (bits & row.fieldMask(letter)) != 0;
  }

  /** The field, sign-extended from its own width. */
  public int signed(char letter) {
    int width = Integer.bitCount(row.fieldMask(letter));
    return get(letter) << (32 - width) >> (32 - width);
  }

  /** The instruction as text in UAL. */
  public String text(int pc) {
    return row.syntax().text(this, pc);
  }
}
