package ebb.replay.log;

import java.util.List;

/** EVENTS and DIGESTS payloads. */
final class EventCodec {
  private EventCodec() {}

  static byte[] encode(long firstIndex, List<Event> events) {
    WireOutput out = new WireOutput();
    out.varint(firstIndex);
    out.varint(events.size());
    long icount = events.getFirst().icount();
    long nanos = events.getFirst().nanos();
    out.varint(icount);
    out.varint(nanos);
    for (Event event : events) {
      out.varint(event.icount() - icount);
      out.zigzag(event.nanos() - nanos);
      out.varint(event.channel() + 1);
      out.bytes(event.data());
      icount = event.icount();
      nanos = event.nanos();
    }
    return out.toByteArray();
  }

  /** Appends the events of a chunk; they must go on where the list ends. */
  static void decode(byte[] payload, int channels, List<Event> into) {
    WireInput in = new WireInput(payload);
    if (in.size() != into.size()) {
      throw new RecordingException("events are missing");
    }
    int count = in.count(in.remaining());
    long icount = in.size();
    long nanos = in.size();
    if (!into.isEmpty() && icount < into.getLast().icount()) {
      throw new RecordingException("events run backwards");
    }
    for (int i = 0; i < count; i++) {
      icount += in.size();
      nanos += in.zigzag();
      int channel = in.count(channels) - 1;
      if (icount < 0) {
        throw new RecordingException("events run backwards");
      }
      into.add(new Event(icount, nanos, channel, in.bytes()));
    }
    in.end();
  }

  static byte[] encodeDigests(List<DigestPoint> points) {
    WireOutput out = new WireOutput();
    out.varint(points.size());
    long icount = 0;
    for (DigestPoint point : points) {
      out.varint(point.icount() - icount);
      out.u64(point.digest());
      icount = point.icount();
    }
    return out.toByteArray();
  }

  static void decodeDigests(byte[] payload, List<DigestPoint> into) {
    WireInput in = new WireInput(payload);
    long icount = 0;
    for (int n = in.count(in.remaining()); n > 0; n--) {
      icount += in.size();
      if (icount < 0 || !into.isEmpty() && icount < into.getLast().icount()) {
        throw new RecordingException("digests run backwards");
      }
      into.add(new DigestPoint(icount, in.u64()));
    }
    in.end();
  }
}
