package ebb.frontend.arm.translate;

import static org.assertj.core.api.Assertions.assertThatCode;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.testing.RefusingSystem;
import ebb.ir.Verifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bits are, they translate to a well-formed block and have a text. */
class AnyBitsTest {
  @Test
  void everyBitPatternTranslates() {
    BlockTranslator translator = new BlockTranslator(new RefusingSystem());
    long seed = 3;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] bytes = new byte[16];
    BytesReader code = new BytesReader(0x8000, bytes);
    for (int i = 0; i < 200_000; i++) {
      random.nextBytes(bytes);
      int flags = random.nextInt(64);
      boolean thumb = (flags & ArmState.THUMB) != 0;
      if (thumb && random.nextBoolean()) {
        // Half of the wide T32 space.
        bytes[1] |= (byte) 0xe8;
      }
      int aux = thumb && random.nextInt(4) == 0 ? random.nextInt(256) : 0;
      int key = flags | aux << 24;
      String bits =
          Integer.toHexString(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
      assertThatCode(
              () -> {
                Verifier.verify(
                    translator.translate(code, 0x8000, key, 4, 0x800c), ArmState.LAYOUT);
                translator.disassemble(code, 0x8000, key);
              })
          .as("%s, key %x", bits, key)
          .doesNotThrowAnyException();
    }
  }
}
