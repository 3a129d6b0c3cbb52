package ebb.replay.log;

import java.util.List;

/**
 * How a recording ended.
 *
 * @param icount ticks done
 * @param nanos virtual time then; an idle machine may have waited after its last tick
 * @param digest of the state then
 * @param reason one line
 * @param outputs what the guest said to the outside
 */
public record RecordingEnd(
    long icount, long nanos, long digest, String reason, List<Output> outputs) {
  /**
   * @param digest FNV-1a of all bytes
   */
  public record Output(String name, long bytes, long digest) {}

  byte[] encode() {
    WireOutput out = new WireOutput();
    out.varint(icount);
    out.varint(nanos);
    out.u64(digest);
    out.text(reason);
    out.varint(outputs.size());
    for (Output output : outputs) {
      out.text(output.name);
      out.varint(output.bytes);
      out.u64(output.digest);
    }
    return out.toByteArray();
  }

  static RecordingEnd decode(byte[] payload) {
    WireInput in = new WireInput(payload);
    long icount = in.size();
    long nanos = in.size();
    long digest = in.u64();
    String reason = in.text();
    Output[] outputs = new Output[in.count(in.remaining())];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new Output(in.text(), in.size(), in.u64());
    }
    in.end();
    return new RecordingEnd(icount, nanos, digest, reason, List.of(outputs));
  }
}
