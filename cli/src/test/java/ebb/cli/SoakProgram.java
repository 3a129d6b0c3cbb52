package ebb.cli;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.frontend.arm.vfp.VfpTable;
import ebb.runtime.Dma;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * A random program for guests/soak, whose source says what goes where: pages of blocks in A32 or
 * T32, drawn from the decode tables and joined by branches, calls, loops and returns; data, much of
 * it pointers to data and code; and what happens from outside, interrupts and changes of the page
 * table.
 */
final class SoakProgram {
  /** Physical address and number of the pages that the program's code and data are in. */
  static final int MEMORY = 0x4010_0000;

  static final int PAGES = 20;

  private static final int CODE_PAGES = 4;
  private static final int PAGE = 4096;
  private static final int TABLE = 0x4002_4000;
  private static final int DELAYS = 0x4002_5000;
  private static final int RECORDS = 0x4002_8000;
  private static final int USER = 0x4100_0000;

  /** The first of the pages in the user's address space. */
  private static final int FIRST = 16;

  /** Where the pages of code are in the table, and where the table is, if they are everywhere. */
  private static final int[] WINDOWS = {FIRST, 0, 144, 252};

  private static final int[] MEGABYTES = {USER, USER + 0x10_0000, 0, 0xfff0_0000};
  private static final int SECTIONS = 0x4002_0000;

  // Small pages: for everyone, for reading, for data, for the privileged.
  private static final int ALL = 0x032;
  private static final int READ = 0x222;
  private static final int DATA = 0x033;
  private static final int NOT_USER = 0x012;

  /** Rows that end the record, or go where nothing is; they are drawn seldom. */
  private static final Pattern ENDS =
      Pattern.compile(
          "(SVC|HVC|SMC|BKPT|UDF|B|BL|BLX .imm|CB|TB|.*unallocated|M[CR]|CPS|RFE|SRS|LDM|POP).*");

  private static final Pattern MEMORY_ROWS = Pattern.compile("V?(LD|ST|PUSH|POP|SWP).*");

  private record Choice(DecodeTable<Handler> table, int bytes, int weight) {}

  private static final List<Choice> ARM =
      List.of(
          new Choice(A32.TABLE, 4, 14),
          new Choice(A32Unconditional.TABLE, 4, 1),
          new Choice(VfpTable.TABLE, 4, 3),
          new Choice(NeonTable.TABLE, 4, 2));

  private static final List<Choice> THUMB =
      List.of(
          new Choice(T16.TABLE, 2, 8),
          new Choice(T32.TABLE, 4, 7),
          new Choice(VfpTable.TABLE, 4, 3),
          new Choice(NeonTable.TABLE, 4, 2));

  /** A branch whose target is not known yet. */
  private record Fixup(int at, boolean thumb, int condition, boolean link) {}

  private final Random random;
  private final boolean everywhere;
  private final ByteBuffer memory = words(PAGES * PAGE);
  private final ByteBuffer table = words(1024);
  private final ByteBuffer delays = words(4096);
  private final ByteBuffer records = words(64 * 128);

  /**
   * The blocks at which records begin, and physical addresses of code near them that is rewritten.
   */
  private final int[] entries = new int[20];

  private final int[] patched = new int[entries.length];

  /** Addresses of blocks, bit 0 set for T32. */
  private final List<Integer> blocks = new ArrayList<>();

  /**
   * @param everywhere whether the same code is at sixteen addresses, and goes on now at the one and
   *     now at the other
   */
  SoakProgram(Random random, boolean everywhere) {
    this.random = random;
    this.everywhere = everywhere;
    List<Fixup> fixups = new ArrayList<>();
    for (int page = 0; page < CODE_PAGES; page++) {
      memory.position(page * PAGE);
      code(random.nextBoolean(), fixups);
    }
    fixups.forEach(this::aim);
    memory.position(CODE_PAGES * PAGE);
    while (memory.hasRemaining()) {
      memory.putInt(word(random.nextInt(4)));
    }
    for (int page = 0; page < PAGES; page++) {
      table.putInt(4 * (FIRST + page), entry(page, page < CODE_PAGES ? READ : DATA));
    }
    if (everywhere) {
      for (int window : WINDOWS) {
        for (int page = 0; page < CODE_PAGES; page++) {
          table.putInt(4 * (window + page), entry(page, READ));
        }
      }
    }
    Arrays.setAll(entries, i -> anyBlock());
    Arrays.setAll(patched, i -> codeFrom(entries[i]));
    int longest = 1 << random.nextInt(6, 10);
    while (delays.hasRemaining()) {
      delays.putInt(random.nextInt(longest) | (random.nextInt(3) == 0 ? 1 << 31 : 0));
    }
    while (records.hasRemaining()) {
      record();
    }
  }

  private static ByteBuffer words(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void load(Dma dma) {
    dma.write(MEMORY, memory.array(), 0, memory.capacity());
    dma.write(TABLE, table.array(), 0, table.capacity());
    dma.write(DELAYS, delays.array(), 0, delays.capacity());
    dma.write(RECORDS, records.array(), 0, records.capacity());
  }

  // ---- code ------------------------------------------------------------------------------------

  private int here() {
    return USER + FIRST * PAGE + memory.position();
  }

  /** Fills a page with blocks. */
  private void code(boolean thumb, List<Fixup> fixups) {
    int end = memory.position() + PAGE;
    while (end - memory.position() > 64) {
      int start = here();
      blocks.add(start | (thumb ? 1 : 0));
      for (int left = random.nextInt(9); left > 0; left--) {
        draw(thumb);
      }
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> branch(thumb, random.nextInt(14), false, fixups);
        case 4, 5 -> loop(thumb, start);
        case 6 -> branch(thumb, 14, false, fixups);
        case 7, 8 -> branch(thumb, 14, true, fixups);
        case 9 -> put(thumb, thumb ? 0x4770 : 0xe12f_ff1e, thumb ? 2 : 4); // BX lr
        case 10 -> put(thumb, thumb ? 0x47e0 : 0xe12f_ff3c, thumb ? 2 : 4); // BLX r12
        default -> clock(thumb);
      }
    }
    while (memory.position() < end) {
      memory.putInt(thumb ? 0xdf00_df00 : 0xef00_0000); // SVC
    }
  }

  private void draw(boolean thumb) {
    List<Choice> choices = thumb ? THUMB : ARM;
    int at = random.nextInt(choices.stream().mapToInt(Choice::weight).sum());
    int i = 0;
    while (at >= choices.get(i).weight) {
      at -= choices.get(i++).weight;
    }
    Choice choice = choices.get(i);
    List<DecodeTable.Row<Handler>> rows = choice.table.rows();
    DecodeTable.Row<Handler> row = rows.get(random.nextInt(rows.size()));
    if (ENDS.matcher(row.name()).matches() && random.nextInt(16) > 0) {
      return;
    }
    int bits = steered(row, row.random(random));
    boolean conditional = choice.table == A32.TABLE || choice.table == VfpTable.TABLE;
    if (conditional && (thumb || random.nextInt(3) > 0)) {
      bits = bits & 0x0fff_ffff | 0xe000_0000;
    } else if (conditional && bits >>> 28 == 15) {
      bits ^= 1 << 28;
    }
    if (thumb && choice.table == NeonTable.TABLE) {
      boolean data = (bits >>> 25 & 1) != 0;
      bits =
          data
              ? 0xef00_0000 | bits & 0xff_ffff | (bits & 1 << 24) << 4
              : bits & 0xff_ffff | 0xf900_0000;
    }
    put(thumb, bits, choice.bytes);
  }

  /** Most results go to r0 to r3, so that the pointers in the registers above last. */
  private int steered(DecodeTable.Row<Handler> row, int bits) {
    if (random.nextInt(16) == 0) {
      return bits;
    }
    int steered = bits;
    for (char letter : "dtulh".toCharArray()) {
      steered = field(row, letter, steered, random.nextInt(4));
    }
    if (MEMORY_ROWS.matcher(row.name()).matches()) {
      steered = field(row, 'm', steered, random.nextInt(2));
      steered = field(row, 'n', steered, random.nextInt(4, 8));
    }
    return steered;
  }

  /** Sets a field if it has the width of a register's number. */
  private static int field(DecodeTable.Row<Handler> row, char letter, int bits, int value) {
    int mask = row.fieldMask(letter);
    int width = Integer.bitCount(mask);
    return width == 3 || width == 4 ? bits & ~mask | Integer.expand(value, mask) : bits;
  }

  /** Reads the counter or the cycle counter: the icount itself. */
  private void clock(boolean thumb) {
    put(thumb, random.nextBoolean() ? 0xec51_0f1e : 0xee19_0f1d, 4);
  }

  /** Until a register that is halved is zero. */
  private void loop(boolean thumb, int start) {
    int counter = random.nextInt(4);
    int halve = thumb ? 0xea5f_0050 | counter << 8 : 0xe1b0_00a0 | counter << 12; // LSRS
    put(thumb, halve | counter, 4);
    put(thumb, branch(thumb, 1, false, start - here()), 4);
  }

  private void branch(boolean thumb, int condition, boolean link, List<Fixup> fixups) {
    fixups.add(new Fixup(memory.position(), thumb, condition, link));
    put(thumb, 0, 4);
  }

  /** Lets a branch lead to a block in the same instruction set; there is at least its own. */
  private void aim(Fixup fixup) {
    memory.position(fixup.at);
    int target;
    do {
      target = blocks.get(random.nextInt(blocks.size()));
    } while ((target & 1) != (fixup.thumb ? 1 : 0));
    int distance = (target & ~1) - here();
    put(fixup.thumb, branch(fixup.thumb, fixup.condition, fixup.link, distance), 4);
  }

  /** B or BL over a distance, of 4 bytes in both instruction sets. */
  private static int branch(boolean thumb, int condition, boolean link, int distance) {
    if (!thumb) {
      return condition << 28 | (link ? 0x0b00_0000 : 0x0a00_0000) | distance - 8 >> 2 & 0xff_ffff;
    }
    int offset = distance - 4 >> 1;
    int sign = offset >>> 31;
    if (condition != 14) {
      return 0xf000_8000
          | sign << 26
          | condition << 22
          | (offset >> 11 & 0x3f) << 16
          | sign << 13
          | sign << 11
          | offset & 0x7ff;
    }
    // So near that both J bits are set.
    return (link ? 0xf000_f800 : 0xf000_b800)
        | sign << 26
        | (offset >> 11 & 0x3ff) << 16
        | offset & 0x7ff;
  }

  private void put(boolean thumb, int bits, int bytes) {
    if (bytes == 2) {
      memory.putShort((short) bits);
    } else {
      memory.putInt(thumb ? Integer.rotateLeft(bits, 16) : bits);
    }
  }

  // ---- data ------------------------------------------------------------------------------------

  private int entry(int page, int rights) {
    return MEMORY + page * PAGE | rights;
  }

  private int anyBlock() {
    return blocks.get(random.nextInt(blocks.size()));
  }

  /** Any of the addresses of code. */
  private int anywhere(int address) {
    if (!everywhere) {
      return address;
    }
    int window = WINDOWS[random.nextInt(WINDOWS.length)];
    int megabyte = MEGABYTES[random.nextInt(MEGABYTES.length)];
    return address - (USER + FIRST * PAGE) + megabyte + window * PAGE;
  }

  private int codeFrom(int block) {
    int at = (block & ~3) + 4 * random.nextInt(16) - USER - FIRST * PAGE;
    return MEMORY + Math.min(at, CODE_PAGES * PAGE - 4);
  }

  private int word(int kind) {
    return switch (kind) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(-8, 64);
      case 2 -> anywhere(anyBlock());
      default -> {
        int page =
            random.nextInt(16) == 0 ? random.nextInt(PAGES) : random.nextInt(CODE_PAGES, PAGES);
        int aligned = random.nextInt(8) == 0 ? -1 : ~3;
        yield USER + (FIRST + page) * PAGE + (random.nextInt(PAGE) & aligned);
      }
    };
  }

  private void record() {
    for (int i = 0; i < 4; i++) {
      records.putInt(word(i < 2 ? 1 : random.nextInt(4)));
    }
    for (int i = 4; i < 12; i++) {
      records.putInt(word(3));
    }
    records.putInt(anywhere(anyBlock()));
    records.putInt(word(3) & ~7);
    records.putInt(anywhere(anyBlock()));
    int pc = entries[random.nextInt(entries.length)];
    records.putInt(anywhere(pc & ~1));
    int flags = random.nextInt() & 0xf80f_0000 | (random.nextInt(8) == 0 ? 1 << 9 : 0);
    records.putInt(flags | 0x10 | (pc & 1) << 5);
    records.putInt(random.nextInt() & 0x03c0_009f);
    if (everywhere) {
      changeAnywhere();
    } else {
      int page = random.nextInt(PAGES);
      records.putInt(4 * (FIRST + page));
      records.putInt(change(page));
      records.putInt(random.nextInt(8) == 0 ? -1 : USER + (FIRST + page) * PAGE);
    }
    records.putInt(patched[random.nextInt(patched.length)]);
    records.putInt(memory.getInt(4 * random.nextInt(CODE_PAGES * PAGE / 4)));
    for (int i = 23; i < 32; i++) {
      records.putInt(word(random.nextInt(4)));
    }
  }

  /** Of a page at one of its windows, or of where the table is. */
  private void changeAnywhere() {
    if (random.nextInt(4) == 0) {
      int megabyte = MEGABYTES[random.nextInt(MEGABYTES.length)];
      records.putInt(SECTIONS - TABLE + 4 * (megabyte >>> 20));
      records.putInt(TABLE | 1);
    } else {
      int page = random.nextInt(PAGES);
      int window = page < CODE_PAGES ? WINDOWS[random.nextInt(WINDOWS.length)] : FIRST;
      records.putInt(4 * (window + page));
      records.putInt(change(page));
    }
    records.putInt(-1);
  }

  /** Mostly what it should be; else other rights, another page or nothing. */
  private int change(int page) {
    return switch (random.nextInt(60)) {
      case 0 -> 0;
      case 1 -> entry(page, NOT_USER);
      case 2 -> entry(page, DATA);
      case 3 -> entry(page, ALL);
      case 4 -> entry(random.nextInt(PAGES), ALL);
      default -> entry(page, page < CODE_PAGES ? READ : DATA);
    };
  }
}
