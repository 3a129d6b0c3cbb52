package ebb.frontend.arm.testing;

import ebb.ir.guest.Guest.CodeReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Code in an array. */
public record BytesReader(long base, byte[] bytes) implements CodeReader {
  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int u8(long va) {
    return buffer().get((int) (va - base)) & 0xff;
  }

  @Override
  public int u16(long va) {
    return buffer().getShort((int) (va - base)) & 0xffff;
  }

  @Override
  public int u32(long va) {
    return buffer().getInt((int) (va - base));
  }
}
