package ebb.replay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Lz4Test {
  private static final int MOST = 15;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** From one value over and over to noise: what begins with a match early, late or never. */
  private byte[] payload() {
    byte[] payload = new byte[MOST + random.nextInt(1000)];
    int values = 1 + random.nextInt(1 << random.nextInt(9));
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) random.nextInt(values);
    }
    return payload;
  }

  @Test
  void theHeadIsWhatTheWholeBeginsWith() {
    for (int i = 0; i < 5000; i++) {
      byte[] payload = payload();
      byte[] block = Lz4.compressor().compress(payload);
      int length = random.nextInt(MOST + 1);
      assertThat(Lz4.head(block, length))
          .as("seed %d: %d bytes of %s", seed, length, Arrays.toString(payload))
          .isEqualTo(Arrays.copyOf(payload, length));
    }
  }

  @Test
  void noiseIsRefusedOrSomeBytes() {
    for (int i = 0; i < 20_000; i++) {
      byte[] block = new byte[random.nextInt(20)];
      random.nextBytes(block);
      try {
        assertThat(Lz4.head(block, MOST)).as("seed %d", seed).hasSize(MOST);
      } catch (RecordingException refused) {
        assertThat(refused).as("seed %d", seed).hasMessage("chunk does not unpack");
      }
    }
  }
}
