package ebb.replay.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Some of what an output said, as a recording holds it.
 *
 * @param output its id
 * @param first bytes that it had said before
 */
public record StoredText(String output, long first, List<Piece> pieces) {
  /**
   * A line, or a part of one that ends or begins where the text does.
   *
   * @param icount at which its first byte was said
   */
  public record Piece(long icount, byte[] text) {}

  byte[] encode() {
    WireOutput out = new WireOutput();
    out.text(output);
    out.varint(first);
    out.varint(pieces.size());
    long last = 0;
    for (Piece piece : pieces) {
      out.varint(piece.icount - last);
      out.bytes(piece.text);
      last = piece.icount;
    }
    return out.toByteArray();
  }

  static StoredText decode(byte[] payload) {
    WireInput in = new WireInput(payload);
    String output = in.text();
    long first = in.size();
    List<Piece> pieces = new ArrayList<>();
    long icount = 0;
    for (int n = in.count(in.remaining()); n > 0; n--) {
      icount += in.size();
      if (icount < 0) {
        throw new RecordingException("text runs backwards");
      }
      pieces.add(new Piece(icount, in.bytes()));
    }
    in.end();
    return new StoredText(output, first, List.copyOf(pieces));
  }
}
