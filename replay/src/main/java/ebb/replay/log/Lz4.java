package ebb.replay.log;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Compression by the library's native code where it can be loaded, which takes a quarter of the
 * time of its Java. Loading takes 0.1 s, once: who only opens a recording does without.
 */
public final class Lz4 {
  /** What a token says of a length that does not fit into it. */
  private static final int LONG = 15;

  private static final int SHORTEST_MATCH = 4;

  private static final LZ4SafeDecompressor IN_JAVA =
      LZ4Factory.fastestJavaInstance().safeDecompressor();

  /** Loaded by whoever asks first. */
  private static final class Native {
    static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();
  }

  private Lz4() {}

  public static LZ4Compressor compressor() {
    return Native.COMPRESSOR;
  }

  public static LZ4SafeDecompressor decompressor() {
    return Native.DECOMPRESSOR;
  }

  /** For whoever has little to unpack. */
  static LZ4SafeDecompressor javaDecompressor() {
    return IN_JAVA;
  }

  /**
   * The first bytes that a block unpacks to, without unpacking the rest of it.
   *
   * @param length how many, at most {@value #LONG}: a run of that length or more ends the search
   * @throws RecordingException if the block cannot be unpacked
   */
  static byte[] head(byte[] block, int length) {
    byte[] head = new byte[length];
    int from = 0;
    int to = 0;
    try {
      while (to < length) {
        int token = block[from++] & 0xff;
        int literals = token >>> 4;
        if (literals == LONG) {
          while ((block[from++] & 0xff) == 0xff) {}
        }
        int some = Math.min(literals, length - to);
        System.arraycopy(block, from, head, to, some);
        from += some;
        to += some;
        if (to < length) {
          int distance = block[from++] & 0xff | (block[from++] & 0xff) << 8;
          for (int end = Math.min(length, to + (token & LONG) + SHORTEST_MATCH); to < end; to++) {
            head[to] = head[to - distance];
          }
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new RecordingException("chunk does not unpack", e);
    }
    return head;
  }
}
