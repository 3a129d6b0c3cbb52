package ebb.replay.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a guest has to be built from so that a recording fits it.
 *
 * @param guest the equivalent of the command line: option names to values
 * @param digests SHA-256 in hex of every image, by the option that named it
 * @param shift log2 of the ns that an instruction takes
 * @param seed of the guest's entropy
 * @param digestInterval ticks between state digests
 * @param channels names of the input channels, by number
 * @param parent {@link #identity} of the recording that this one left, or empty
 * @param branchIcount where it left its parent; 0 without one
 */
public record RecordingConfig(
    SortedMap<String, String> guest,
    SortedMap<String, String> digests,
    int shift,
    long seed,
    long digestInterval,
    List<String> channels,
    String parent,
    long branchIcount) {

  /** What this recording's children call their parent. */
  public String identity() {
    return HexFormat.of().formatHex(sha256().digest(encode()));
  }

  /** SHA-256 of a file, in hex. */
  public static String digestOf(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  byte[] encode() {
    WireOutput out = new WireOutput();
    map(out, guest);
    map(out, digests);
    out.varint(shift);
    out.u64(seed);
    out.varint(digestInterval);
    out.varint(channels.size());
    channels.forEach(out::text);
    out.text(parent);
    out.varint(branchIcount);
    return out.toByteArray();
  }

  static RecordingConfig decode(byte[] payload) {
    WireInput in = new WireInput(payload);
    SortedMap<String, String> guest = map(in);
    SortedMap<String, String> digests = map(in);
    int shift = in.count(63);
    long seed = in.u64();
    long interval = in.size();
    if (interval == 0) {
      throw new RecordingException("digest interval of 0");
    }
    List<String> channels = new ArrayList<>();
    for (int n = in.count(in.remaining()); n > 0; n--) {
      channels.add(in.text());
    }
    String parent = in.text();
    long branch = in.size();
    in.end();
    return new RecordingConfig(
        guest, digests, shift, seed, interval, List.copyOf(channels), parent, branch);
  }

  private static void map(WireOutput out, SortedMap<String, String> map) {
    out.varint(map.size());
    map.forEach(
        (key, value) -> {
          out.text(key);
          out.text(value);
        });
  }

  private static SortedMap<String, String> map(WireInput in) {
    SortedMap<String, String> map = new TreeMap<>();
    for (int n = in.count(in.remaining()); n > 0; n--) {
      String key = in.text();
      map.put(key, in.text());
    }
    return map;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
