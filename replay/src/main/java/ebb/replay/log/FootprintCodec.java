package ebb.replay.log;

import ebb.runtime.Footprint;

/** The payload of a FOOTPRINT chunk. */
final class FootprintCodec {
  private FootprintCodec() {}

  static byte[] encode(long from, long to, Footprint footprint) {
    WireOutput out = new WireOutput();
    out.varint(from);
    out.varint(to);
    numbers(out, footprint.read());
    numbers(out, footprint.written());
    numbers(out, footprint.executed());
    return out.toByteArray();
  }

  /**
   * @throws RecordingException if it is that of another stretch
   */
  static Footprint decode(byte[] payload, long from, long to) {
    WireInput in = new WireInput(payload);
    if (in.size() != from || in.size() != to) {
      throw new RecordingException("the footprint of another stretch");
    }
    Footprint footprint = new Footprint(numbers(in), numbers(in), numbers(in));
    in.end();
    return footprint;
  }

  private static void numbers(WireOutput out, int[] numbers) {
    out.varint(numbers.length);
    int last = 0;
    for (int number : numbers) {
      out.varint(number - last);
      last = number;
    }
  }

  private static int[] numbers(WireInput in) {
    int[] numbers = new int[in.count(in.remaining())];
    int last = 0;
    for (int i = 0; i < numbers.length; i++) {
      last += in.count(Footprint.NUMBERS - 1 - last);
      numbers[i] = last;
    }
    return numbers;
  }
}
