package ebb.gdbstub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentExpressionTest {
  /** Register n holds 100 + n; memory holds its own address. */
  private static final AgentExpression.Context CONTEXT =
      new AgentExpression.Context() {
        @Override
        public long register(int number) {
          return 100 + number;
        }

        @Override
        public long memory(long address, int bytes) throws AgentExpression.Failed {
          if (address < 0) {
            throw new AgentExpression.Failed("no memory");
          }
          return bytes == 8 ? address : address & (1L << 8 * bytes) - 1;
        }
      };

  private static long evaluate(String hex) throws AgentExpression.Failed {
    return new AgentExpression(Hex.parseBytes(hex.replace(" ", ""))).evaluate(CONTEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "22 05 22 03 02 27, 8",
    "22 05 22 03 03 27, 2",
    "22 05 22 03 04 27, 15",
    "22 ff 16 08 22 02 05 27, 0",
    "22 f9 16 08 22 02 05 27, -3",
    "22 f9 16 08 22 02 07 27, -1",
    "22 07 22 02 06 27, 3",
    "22 07 22 04 08 27, 3",
    "22 01 22 04 09 27, 16",
    "22 f0 16 08 22 02 0a 27, -4",
    "22 f0 22 02 0b 27, 60",
    "22 00 0e 27, 1",
    "22 0c 22 0a 0f 27, 8",
    "22 0c 22 0a 10 27, 14",
    "22 0c 22 0a 11 27, 6",
    "22 00 12 27, -1",
    "22 05 22 05 13 27, 1",
    "22 ff 16 08 22 01 14 27, 1",
    "22 ff 16 08 22 01 15 27, 0",
    "23 12 34 17 27, 52",
    "23 12 34 18 27, 4660",
    "24 00 01 00 00 19 27, 65536",
    "25 00 00 00 01 00 00 00 02 1a 27, 4294967298",
    "26 00 0f 27, 115",
    "22 01 20 00 06 27 22 09 27, 9",
    "21 00 04 27 22 07 27, 7",
    "22 02 28 04 27, 4",
    "22 02 22 03 29 27, 2",
    "22 0a 22 03 2b 03 27, -7",
    "22 0a 22 03 32 01 27, 10",
    "22 01 22 02 22 03 33 27, 2",
    "23 ff ff 2a 08 27, 255",
  })
  void computes(String code, long expected) throws AgentExpression.Failed {
    assertThat(evaluate(code)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"22 01", "02 27", "27", "21 00 00", "ff", "22 01 22 00 05 27", "22 ff 16 08 17 27"})
  void failsAloud(String code) {
    assertThatThrownBy(() -> evaluate(code)).isInstanceOf(AgentExpression.Failed.class);
  }

  @Test
  void survivesRandomCode() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      byte[] code = new byte[random.nextInt(40)];
      for (int j = 0; j < code.length; j++) {
        code[j] = (byte) random.nextInt(0x34);
      }
      try {
        new AgentExpression(code).evaluate(CONTEXT);
      } catch (AgentExpression.Failed e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
      }
    }
  }
}
