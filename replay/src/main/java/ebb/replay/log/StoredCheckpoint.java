package ebb.replay.log;

import ebb.runtime.GuestRam;
import java.util.function.LongFunction;

/**
 * A checkpoint as a recording holds it.
 *
 * @param events inputs delivered before it
 * @param state everything but RAM
 * @param pages numbers, ascending, of the pages that differ from the checkpoint before in the file
 * @param ids the content of each: 0 for zeros, else an id of the file's pages
 */
public record StoredCheckpoint(long icount, int events, State state, int[] pages, long[] ids) {
  /** What every reader needs to know of a checkpoint. */
  public record Head(long icount, int events) {
    /** Bytes that it takes at most: numbers of 63 and of 31 bits. */
    static final int MOST_BYTES = 9 + 5;

    /**
     * @param payload of the checkpoint, or its beginning
     */
    static Head decode(byte[] payload) {
      WireInput in = new WireInput(payload);
      return new Head(in.size(), in.count(Integer.MAX_VALUE));
    }
  }

  /**
   * A machine's state of which some parts of a page's size are among the pages of the file.
   *
   * @param rest what is between these parts
   * @param at where they begin in the whole, ascending
   * @param ids the content of each
   */
  public record State(byte[] rest, int[] at, long[] ids) {
    /** One that has everything itself. */
    public static State whole(byte[] state) {
      return new State(state, new int[0], new long[0]);
    }

    /** Of a whole state with parts at these places. */
    public static State of(byte[] state, int[] at, long[] ids) {
      byte[] rest = new byte[state.length - at.length * GuestRam.PAGE_SIZE];
      int from = 0;
      int to = 0;
      for (int part : at) {
        System.arraycopy(state, from, rest, to, part - from);
        to += part - from;
        from = part + GuestRam.PAGE_SIZE;
      }
      System.arraycopy(state, from, rest, to, rest.length - to);
      return new State(rest, at, ids);
    }

    /**
     * The whole state.
     *
     * @param content of a page by its id
     */
    byte[] whole(LongFunction<byte[]> content) {
      long length = rest.length + (long) at.length * GuestRam.PAGE_SIZE;
      if (length > RecordingFormat.MAX_PAYLOAD) {
        throw new RecordingException("a state of " + length + " bytes");
      }
      byte[] state = new byte[(int) length];
      int from = 0;
      int to = 0;
      for (int i = 0; i < at.length; i++) {
        int between = at[i] - to;
        if (between < 0 || between > rest.length - from) {
          throw new RecordingException("a state whose parts overlap");
        }
        System.arraycopy(rest, from, state, to, between);
        from += between;
        System.arraycopy(content.apply(ids[i]), 0, state, at[i], GuestRam.PAGE_SIZE);
        to = at[i] + GuestRam.PAGE_SIZE;
      }
      System.arraycopy(rest, from, state, to, rest.length - from);
      return state;
    }
  }

  /** The type of chunk that it takes. */
  int type() {
    return state.at.length == 0 ? RecordingFormat.CHECKPOINT : RecordingFormat.CHECKPOINT_IN_PARTS;
  }

  byte[] encode() {
    WireOutput out = new WireOutput();
    out.varint(icount);
    out.varint(events);
    out.bytes(state.rest);
    if (type() == RecordingFormat.CHECKPOINT_IN_PARTS) {
      table(out, state.at, state.ids);
    }
    table(out, pages, ids);
    return out.toByteArray();
  }

  private static void table(WireOutput out, int[] numbers, long[] ids) {
    out.varint(numbers.length);
    int last = 0;
    for (int i = 0; i < numbers.length; i++) {
      out.varint(numbers[i] - last);
      out.varint(ids[i]);
      last = numbers[i];
    }
  }

  static StoredCheckpoint decode(int type, byte[] payload) {
    WireInput in = new WireInput(payload);
    long icount = in.size();
    int events = in.count(Integer.MAX_VALUE);
    byte[] rest = in.bytes();
    Table parts =
        type == RecordingFormat.CHECKPOINT_IN_PARTS
            ? Table.decode(in)
            : new Table(new int[0], new long[0]);
    Table pages = Table.decode(in);
    in.end();
    return new StoredCheckpoint(
        icount, events, new State(rest, parts.numbers, parts.ids), pages.numbers, pages.ids);
  }

  private record Table(int[] numbers, long[] ids) {
    static Table decode(WireInput in) {
      int[] numbers = new int[in.count(in.remaining())];
      long[] ids = new long[numbers.length];
      long number = 0;
      for (int i = 0; i < numbers.length; i++) {
        number += in.count(Integer.MAX_VALUE);
        if (number > Integer.MAX_VALUE) {
          throw new RecordingException("impossible page number " + number);
        }
        numbers[i] = (int) number;
        ids[i] = in.size();
      }
      return new Table(numbers, ids);
    }
  }
}
