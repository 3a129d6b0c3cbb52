package ebb.machine.board;

/** Bytes for the guest's random generators, expanded from a configured number by SplitMix64. */
final class SeedStream {
  private long state;

  SeedStream(long seed) {
    state = seed;
  }

  byte[] take(int bytes) {
    byte[] out = new byte[bytes];
    for (int i = 0; i < bytes; i += 8) {
      state += 0x9e3779b97f4a7c15L;
      long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      z ^= z >>> 31;
      for (int j = i; j < Math.min(i + 8, bytes); j++) {
        out[j] = (byte) (z >>> 8 * (j - i));
      }
    }
    return out;
  }
}
