package ebb.frontend.arm.disasm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.testing.RefusingSystem;
import ebb.frontend.arm.translate.BlockTranslator;
import ebb.ir.guest.Guest.Disassembly;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listing carries the conditions of an IT block from one instruction to the next. */
class ItBlockTextTest {
  @Test
  void conditionsLastAsLongAsTheBlock() {
    ByteBuffer code = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : new int[] {0xbf0e, 0x3001, 0xeb11, 0x0102, 0x4770, 0x3301, 0xbf00}) {
      code.putShort((short) half);
    }
    BlockTranslator translator = new BlockTranslator(new RefusingSystem());
    BytesReader reader = new BytesReader(0, code.array());
    List<String> listing = new ArrayList<>();
    int key = ArmState.THUMB;
    for (int pc = 0; pc < code.capacity(); ) {
      Disassembly line = translator.disassemble(reader, pc, key);
      listing.add(line.text());
      pc += line.bytes();
      key = line.nextKey();
    }
    assertThat(listing)
        .containsExactly(
            "itee eq", "addeq r0, #1", "addsne.w r1, r1, r2", "bxne lr", "adds r3, #1", "nop");
  }
}
