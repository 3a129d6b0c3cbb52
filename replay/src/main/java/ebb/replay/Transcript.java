package ebb.replay;

import ebb.replay.log.RecordingWriter;
import ebb.replay.log.StoredText;
import ebb.runtime.Clock;
import ebb.runtime.OutputChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an output said, from the start of a history on, as far as it has been executed here without
 * a gap; and when. Going to a line that is known then needs no search.
 */
final class Transcript {
  /** Bytes kept of one output; what comes after is not known. */
  private static final int MOST = 64 << 20;

  private final OutputChannel output;
  private final Clock clock;

  /** Bytes said before the history began. */
  private final long base;

  private byte[] text = new byte[1 << 12];
  private int size;

  // Of each line: where it begins in the text, and the icount at which its first byte was said.
  private int[] lineStarts = new int[64];
  private long[] lineIcounts = new long[64];
  private int lines;

  /** The number of bytes whose reaching is waited for, and when that was; -1: not yet. */
  private long awaited = Long.MAX_VALUE;

  private long reached = -1;

  /**
   * @param output of a machine at the start of its history
   */
  Transcript(OutputChannel output, Clock clock) {
    this.output = output;
    this.clock = clock;
    base = output.count();
    output.setTap(this::hear);
  }

  private void hear(byte[] data, int offset, int length) {
    long end = output.count();
    if (end >= awaited && reached < 0) {
      reached = clock.icount();
    }
    long known = base + size;
    if (end > known && end - length <= known && size < MOST) {
      int fresh = (int) (end - known);
      for (int i = offset + length - fresh; i < offset + length && size < MOST; i++) {
        add(data[i], clock.icount());
      }
    }
  }

  private void add(byte b, long icount) {
    if (size == 0 || text[size - 1] == '\n') {
      if (lines == lineStarts.length) {
        lineStarts = Arrays.copyOf(lineStarts, 2 * lines);
        lineIcounts = Arrays.copyOf(lineIcounts, 2 * lines);
      }
      lineStarts[lines] = size;
      lineIcounts[lines++] = icount;
    }
    if (size == text.length) {
      text = Arrays.copyOf(text, 2 * size);
    }
    text[size++] = b;
  }

  /**
   * What a recording has of it, which need not be executed to be known.
   *
   * @param last icount beyond which nothing counts
   */
  void expect(List<StoredText> texts, long last) {
    for (StoredText text : texts) {
      long at = text.first();
      for (StoredText.Piece piece : text.pieces()) {
        int known = (int) Math.min(base + size - at, piece.text().length);
        if (piece.icount() > last || known < 0) {
          return;
        }
        for (int i = known; i < piece.text().length && size < MOST; i++) {
          add(piece.text()[i], piece.icount());
        }
        at += piece.text().length;
      }
    }
  }

  /** Appends to a recording what has been said from an index on; returns the next index. */
  int write(int from, RecordingWriter writer) {
    List<StoredText.Piece> pieces = new ArrayList<>();
    int line = lineAt(from);
    for (int at = from; at < size; line++) {
      int to = line + 1 < lines ? lineStarts[line + 1] : size;
      pieces.add(new StoredText.Piece(lineIcounts[line], Arrays.copyOfRange(text, at, to)));
      at = to;
    }
    if (!pieces.isEmpty()) {
      writer.said(new StoredText(output.id(), base + from, pieces));
    }
    return size;
  }

  /** The index that the next byte said would have if nothing was executed twice. */
  int position() {
    return Math.clamp(output.count() - base, 0, size);
  }

  int size() {
    return size;
  }

  boolean full() {
    return size == MOST;
  }

  /** Index behind the first occurrence of a text that ends after {@code from}; -1 if none. */
  int find(String wanted, int from) {
    byte[] needle = wanted.getBytes(StandardCharsets.UTF_8);
    for (int i = Math.max(0, from - needle.length + 1); i + needle.length <= size; i++) {
      if (Arrays.equals(text, i, i + needle.length, needle, 0, needle.length)) {
        return i + needle.length;
      }
    }
    return -1;
  }

  /** An icount before the byte at an index was said, and after the line before it was. */
  long before(int index) {
    return lines == 0 ? 0 : lineIcounts[lineAt(index)];
  }

  /** The line that a byte belongs to. */
  private int lineAt(int index) {
    int found = Arrays.binarySearch(lineStarts, 0, lines, index);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /** From now on waits until so many bytes have been said. */
  void await(int index) {
    awaited = base + index;
    reached = -1;
  }

  /** The icount of the first state in which they had been; -1 if that has not come yet. */
  long reached() {
    return reached < 0 ? -1 : reached + 1;
  }

  /** The history goes on differently from here. */
  void truncate() {
    size = (int) Math.min(size, Math.max(0, output.count() - base));
    while (lines > 0 && lineStarts[lines - 1] >= size) {
      lines--;
    }
  }
}
