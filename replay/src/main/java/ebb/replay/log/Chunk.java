package ebb.replay.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Frames of {@link RecordingFormat}: packs a payload into one, checks and unpacks it. */
final class Chunk {
  private Chunk() {}

  /** What a chunk's header says. */
  record Header(int type, int codec, int sequence, int rawLength, int length, int crc) {}

  static ByteBuffer pack(int type, int sequence, byte[] payload) {
    if (payload.length > RecordingFormat.MAX_PAYLOAD) {
      throw new IllegalArgumentException("chunk payload of " + payload.length + " bytes");
    }
    LZ4Compressor compressor = Lz4.compressor();
    int most = compressor.maxCompressedLength(payload.length);
    byte[] chunk = new byte[RecordingFormat.CHUNK_HEADER_BYTES + most];
    int start = RecordingFormat.CHUNK_HEADER_BYTES;
    int length = compressor.compress(payload, 0, payload.length, chunk, start, most);
    int codec = RecordingFormat.CODEC_LZ4;
    if (length >= payload.length) {
      length = payload.length;
      System.arraycopy(payload, 0, chunk, start, length);
      codec = RecordingFormat.CODEC_STORED;
    }
    ByteBuffer out = ByteBuffer.wrap(chunk, 0, start + length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(RecordingFormat.CHUNK_MAGIC);
    out.put((byte) type).put((byte) codec).putShort((short) 0);
    out.putInt(sequence).putInt(payload.length).putInt(length);
    out.putInt(crc(chunk, start, length));
    out.putInt(crc(chunk, 0, start - 4));
    return out.rewind();
  }

  /**
   * @param header the first {@link RecordingFormat#CHUNK_HEADER_BYTES} bytes
   * @throws RecordingException if it is none
   */
  static Header header(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int magic = in.getInt();
    int type = in.get() & 0xff;
    int codec = in.get() & 0xff;
    in.getShort();
    Header result = new Header(type, codec, in.getInt(), in.getInt(), in.getInt(), in.getInt());
    if (magic != RecordingFormat.CHUNK_MAGIC
        || in.getInt() != crc(header, 0, RecordingFormat.CHUNK_HEADER_BYTES - 4)) {
      throw new RecordingException("damaged chunk header");
    }
    if (result.rawLength < 0
        || result.rawLength > RecordingFormat.MAX_PAYLOAD
        || result.length < 0
        || result.length > result.rawLength
        || codec > RecordingFormat.CODEC_LZ4
        || codec == RecordingFormat.CODEC_STORED && result.length != result.rawLength) {
      throw new RecordingException("impossible chunk header");
    }
    return result;
  }

  /**
   * @throws RecordingException if it does not match its checksum
   */
  static void check(Header header, byte[] stored) {
    if (crc(stored, 0, stored.length) != header.crc) {
      throw new RecordingException("damaged chunk");
    }
  }

  /**
   * @throws RecordingException if it does not match its checksum
   */
  static byte[] unpack(Header header, byte[] stored) {
    check(header, stored);
    if (header.codec == RecordingFormat.CODEC_STORED) {
      return stored;
    }
    try {
      byte[] raw = new byte[header.rawLength];
      // Opening unpacks none of these; who moves in a recording unpacks little else.
      boolean much = RecordingFormat.ofCheckpoints(header.type);
      LZ4SafeDecompressor lz4 = much ? Lz4.decompressor() : Lz4.javaDecompressor();
      int length = lz4.decompress(stored, 0, stored.length, raw, 0, raw.length);
      if (length != raw.length) {
        throw new RecordingException("chunk unpacks to another length");
      }
      return raw;
    } catch (LZ4Exception e) {
      throw new RecordingException("chunk does not unpack", e);
    }
  }

  /**
   * The first bytes of a payload, as many as there are but no more than asked for.
   *
   * @throws RecordingException if it does not match its checksum
   */
  static byte[] head(Header header, byte[] stored, int length) {
    check(header, stored);
    int some = Math.min(length, header.rawLength);
    return header.codec == RecordingFormat.CODEC_STORED
        ? Arrays.copyOf(stored, some)
        : Lz4.head(stored, some);
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
