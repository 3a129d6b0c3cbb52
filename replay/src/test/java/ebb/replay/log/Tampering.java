package ebb.replay.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rewrites recordings chunk by chunk, with right checksums. */
public final class Tampering {
  /** A chunk's type and its payload, unpacked. */
  public record Piece(int type, byte[] payload) {}

  private Tampering() {}

  /** Writes what {@code change} makes of the chunks of a recording. */
  public static void rewrite(Path from, Path to, UnaryOperator<List<Piece>> change)
      throws IOException {
    byte[] whole = Files.readAllBytes(from);
    List<Piece> pieces = new ArrayList<>();
    for (int at : starts(whole)) {
      int body = at + RecordingFormat.CHUNK_HEADER_BYTES;
      Chunk.Header header = Chunk.header(Arrays.copyOfRange(whole, at, body));
      byte[] stored = Arrays.copyOfRange(whole, body, body + header.length());
      pieces.add(new Piece(header.type(), Chunk.unpack(header, stored)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, RecordingFormat.PROLOGUE_BYTES);
    int sequence = 0;
    for (Piece piece : change.apply(pieces)) {
      ByteBuffer chunk = Chunk.pack(piece.type, sequence++, piece.payload);
      out.write(chunk.array(), 0, chunk.remaining());
    }
    Files.write(to, out.toByteArray());
  }

  /** Where the chunks of a whole recording begin. */
  static List<Integer> starts(byte[] whole) {
    List<Integer> starts = new ArrayList<>();
    for (int at = RecordingFormat.PROLOGUE_BYTES; at < whole.length; ) {
      starts.add(at);
      int body = at + RecordingFormat.CHUNK_HEADER_BYTES;
      at = body + Chunk.header(Arrays.copyOfRange(whole, at, body)).length();
    }
    return starts;
  }

  /** Changes the last byte of the n-th chunk of a type. */
  public static UnaryOperator<List<Piece>> lastByteOf(int type, int n) {
    return pieces -> {
      List<Piece> result = new ArrayList<>(pieces);
      int left = n;
      for (Piece piece : pieces) {
        if (piece.type == type && left-- == 0) {
          byte[] payload = piece.payload.clone();
          payload[payload.length - 1] ^= 1;
          result.set(result.indexOf(piece), new Piece(type, payload));
        }
      }
      return result;
    };
  }
}
