package ebb.frontend.arm.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * An instruction set as rows of bit strings, laid out as in the architecture manual, most
 * significant bit first: {@code 0} and {@code 1} are fixed, a letter is a bit of the field of that
 * name, {@code _} and {@code ^} should be zero and one (undefined if they are not), {@code .} does
 * not matter, spaces are ignored.
 *
 * <p>Of several rows that match, the one with the most fixed bits counts, those added first
 * (rowFirst) before all others. Two rows that overlap with equally many fixed bits make the table
 * ambiguous, which is refused when it is built.
 *
 * @param <H> what a row stands for: the translator's handler
 */
public final class DecodeTable<H> {
  private static final BitField NO_FIELD = new BitField(0);

  /** One line of the table. */
  public static final class Row<H> {
    private final String name;
    private final int mask;
    private final int value;
    private final int shouldBe;
    private final int shouldBeOne;
    private final int free;
    private final BitField[] fields = new BitField['z' - 'A' + 1];
    private final H handler;
    private final Syntax syntax;
    private final boolean first;

    Row(String name, String text, int width, H handler, Syntax syntax, boolean first) {
      this.first = first;
      this.name = name;
      this.handler = handler;
      this.syntax = syntax;
      int fixed = 0;
      int ones = 0;
      int should = 0;
      int all = 0;
      int open = 0;
      int[] masks = new int[fields.length];
      String bits = text.replace(" ", "");
      if (bits.length() != width) {
        throw new IllegalArgumentException(name + ": " + bits.length() + " bits, not " + width);
      }
      for (int i = 0; i < width; i++) {
        int bit = 1 << (width - 1 - i);
        char c = bits.charAt(i);
        switch (c) {
          case '0' -> fixed |= bit;
          case '1' -> {
            fixed |= bit;
            ones |= bit;
          }
          case '_' -> all |= bit;
          case '^' -> {
            all |= bit;
            should |= bit;
          }
          case '.' -> open |= bit;
          default -> {
            if (!Character.isLetter(c) || c > 'z') {
              throw new IllegalArgumentException(name + ": bit '" + c + "'");
            }
            masks[c - 'A'] |= bit;
            open |= bit;
          }
        }
      }
      Arrays.setAll(fields, i -> masks[i] == 0 ? NO_FIELD : new BitField(masks[i]));
      mask = fixed;
      value = ones;
      shouldBe = all;
      shouldBeOne = should;
      free = open;
    }

    /** As in the manual, with the encoding where there are several: "ADD (immediate) T3". */
    public String name() {
      return name;
    }

    public H handler() {
      return handler;
    }

    Syntax syntax() {
      return syntax;
    }

    /** The bits of a field, 0 if there is none of that name. */
    public int fieldMask(char letter) {
      return field(letter).mask;
    }

    BitField field(char letter) {
      return fields[letter - 'A'];
    }

    boolean matches(int bits) {
      return (bits & mask) == value;
    }

    boolean isProper(int bits) {
      return (bits & shouldBe) == shouldBeOne;
    }

    boolean overlaps(Row<H> other) {
      int common = mask & other.mask;
      return (value & common) == (other.value & common);
    }

    int specificity() {
      return Integer.bitCount(mask) + (first ? 32 : 0);
    }

    /**
     * An instruction of this row with all its fields drawn at random; should-be bits are as they
     * should.
     */
    public int random(RandomGenerator random) {
      return value | shouldBeOne | random.nextInt() & free;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final String name;
  private final BitField index;
  private final List<Row<H>> rows;

  /** By the index bits: the rows that may match, the most specific first. */
  private final Row<H>[][] buckets;

  private DecodeTable(Builder<H> builder) {
    name = builder.name;
    index = new BitField(builder.indexMask);
    rows = List.copyOf(builder.rows);
    List<Row<H>> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt((Row<H> r) -> -r.specificity()));
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = i + 1; j < sorted.size(); j++) {
        Row<H> a = sorted.get(i);
        Row<H> b = sorted.get(j);
        if (a.specificity() == b.specificity() && a.overlaps(b)) {
          throw new IllegalStateException(name + ": ambiguous: " + a + " and " + b);
        }
      }
    }
    buckets = buckets(sorted);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Row<H>[][] buckets(List<Row<H>> sorted) {
    Row<H>[][] result = new Row[1 << Integer.bitCount(index.mask)][0];
    for (Row<H> row : sorted) {
      // Each value of the index bits that the row leaves open, from all ones down.
      int open = index.mask & ~row.mask;
      int bits = 0;
      do {
        bits = bits - 1 & open;
        int at = index.of(row.value | bits);
        result[at] = Arrays.copyOf(result[at], result[at].length + 1);
        result[at][result[at].length - 1] = row;
      } while (bits != 0);
    }
    return result;
  }

  /**
   * @param width of an instruction: 16 or 32 bits
   * @param indexMask the bits that tell most rows apart, a dozen or so
   */
  public static <H> Builder<H> builder(String name, int width, int indexMask) {
    return new Builder<>(name, width, indexMask);
  }

  /** The row of an instruction, or null if it is undefined. */
  public Encoding<H> decode(int bits) {
    for (Row<H> row : buckets[index.of(bits)]) {
      if (row.matches(bits)) {
        return row.isProper(bits) ? new Encoding<>(row, bits) : null;
      }
    }
    return null;
  }

  /** All rows in the order of their declaration. */
  public List<Row<H>> rows() {
    return rows;
  }

  /**
   * Draws an instruction that decodes to {@code row} and satisfies the predicate, in a bounded
   * number of tries.
   */
  public int random(Row<H> row, RandomGenerator random, IntPredicate allowed) {
    for (int i = 0; i < 1000; i++) {
      int bits = row.random(random);
      Encoding<H> e = decode(bits);
      if (e != null && e.row() == row && allowed.test(bits)) {
        return bits;
      }
    }
    throw new IllegalArgumentException(name + ": no allowed instruction of row " + row);
  }

  /** Collects rows. */
  public static final class Builder<H> {
    private final String name;
    private final int width;
    private final int indexMask;
    private final List<Row<H>> rows = new ArrayList<>();

    private Builder(String name, int width, int indexMask) {
      this.name = name;
      this.width = width;
      this.indexMask = indexMask;
    }

    public Builder<H> row(String rowName, String bits, H handler, Syntax syntax) {
      rows.add(new Row<>(rowName, bits, width, handler, syntax, false));
      return this;
    }

    /** A row that wins over all ordinary ones that match. */
    public Builder<H> rowFirst(String rowName, String bits, H handler, Syntax syntax) {
      rows.add(new Row<>(rowName, bits, width, handler, syntax, true));
      return this;
    }

    /**
     * @throws IllegalStateException if the table is ambiguous
     */
    public DecodeTable<H> build() {
      return new DecodeTable<>(this);
    }
  }
}
