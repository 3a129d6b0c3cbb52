package ebb.frontend.arm.translate;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.testing.RefusingSystem;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;
import ebb.ir.exec.Interpreter;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestVcpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where blocks end, what PC, FLAGS and AUX are then, and what a fault leaves. */
class ControlFlowTest {
  private static final int CODE = 0x8000;
  private static final int DATA = 0x8100;

  private final BlockTranslator translator = new BlockTranslator(new RefusingSystem());
  private final FlatMemory memory = new FlatMemory(CODE, 4096);
  private final TestVcpu cpu = new TestVcpu(ArmState.LAYOUT, memory);

  private static BytesReader arm(int... words) {
    ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(words).forEach(buffer::putInt);
    return new BytesReader(CODE, buffer.array());
  }

  private static BytesReader thumb(int... halves) {
    ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(halves).forEach(h -> buffer.putShort((short) h));
    return new BytesReader(CODE, buffer.array());
  }

  private Block translate(BytesReader code, int key, int max) {
    return translator.translate(code, CODE, key, max, CODE + 4096);
  }

  private int run(BytesReader code, int key) {
    memory.setContents(code.bytes());
    cpu.putInt(StateLayout.FLAGS, key & 0xffffff);
    cpu.putInt(StateLayout.AUX, key >>> 24);
    cpu.setPc(CODE);
    Block block = translate(code, key, 100);
    cpu.budget = block.instructions();
    return Interpreter.of(block).run(cpu);
  }

  private int r(int n) {
    return cpu.getInt(ArmState.r(n));
  }

  private void setR(int n, int value) {
    cpu.putInt(ArmState.r(n), value);
  }

  private void expectAt(int pc, boolean thumb) {
    assertThat(cpu.pc()).isEqualTo(pc);
    assertThat(cpu.getInt(StateLayout.FLAGS) & ArmState.THUMB).isEqualTo(thumb ? 1 : 0);
    assertThat(cpu.getInt(StateLayout.AUX)).isZero();
  }

  @Test
  void blxToThumbAndBack() {
    run(arm(0xfb000002), 0); // blx, H set: 0x8000 + 8 + 8 + 2
    expectAt(CODE + 18, true);
    assertThat(r(14)).isEqualTo(CODE + 4);
    run(thumb(0xf000, 0xe804), ArmState.THUMB);
    expectAt(CODE + 4 + 8, false);
    assertThat(r(14)).isEqualTo(CODE + 4 | 1);
  }

  @Test
  void conditionalBranchIsABranchTerminal() {
    Block block = translate(arm(0x0a000002), 0, 10); // beq
    assertThat(block.terminal())
        .isInstanceOfSatisfying(
            Terminal.Branch.class,
            b -> {
              assertThat(b.taken()).isEqualTo(CODE + 16);
              assertThat(b.fallthrough()).isEqualTo(CODE + 4);
            });
  }

  @Test
  void callsAndReturnsAreMarked() {
    assertThat(translate(arm(0xeb000002), 0, 10).terminal())
        .isEqualTo(new Terminal.Jump(CODE + 16, Flow.CALL));
    assertThat(translate(arm(0xe12fff1e), 0, 10).terminal())
        .isEqualTo(new Terminal.Indirect(Flow.RETURN));
    assertThat(translate(arm(0xe8bd8010), 0, 10).terminal())
        .isEqualTo(new Terminal.Indirect(Flow.RETURN));
    assertThat(translate(arm(0xe49df004), 0, 10).terminal())
        .isEqualTo(new Terminal.Indirect(Flow.RETURN));
  }

  @Test
  void skippedIndirectBranchGoesOnBehindIt() {
    setR(14, DATA | 1);
    cpu.putInt(ArmState.ZF, 1);
    run(arm(0x012fff1e), 0); // bxeq lr
    expectAt(CODE + 4, false);
    cpu.putInt(ArmState.ZF, 0);
    run(arm(0x012fff1e), 0);
    expectAt(DATA, true);
  }

  @Test
  void blockMayEndInsideAnItBlock() {
    BytesReader code = thumb(0xbf0c, 0x2001, 0x2002); // ite eq; moveq r0, #1; movne r0, #2
    Block block = translate(code, ArmState.THUMB, 2);
    assertThat(block.terminal()).isInstanceOf(Terminal.Indirect.class);
    cpu.putInt(StateLayout.FLAGS, ArmState.THUMB);
    cpu.setPc(CODE);
    cpu.putInt(ArmState.ZF, 1);
    cpu.budget = 2;
    Interpreter.of(block).run(cpu);
    assertThat(cpu.pc()).isEqualTo(CODE + 4);
    assertThat(cpu.getInt(StateLayout.AUX)).isEqualTo(0x18);
    Block rest = translator.translate(code, CODE + 4, cpu.key(), 1, CODE + 4096);
    cpu.budget = 1;
    Interpreter.of(rest).run(cpu);
    assertThat(r(0)).isEqualTo(2);
    expectAt(CODE + 6, true);
  }

  @Test
  void branchAsLastOfAnItBlock() {
    cpu.putInt(ArmState.ZF, 0);
    run(thumb(0xbf08, 0xe004), ArmState.THUMB); // it eq; beq.n
    expectAt(CODE + 2 + 4 + 8, true);
    cpu.putInt(ArmState.ZF, 1);
    run(thumb(0xbf08, 0xe004), ArmState.THUMB);
    expectAt(CODE + 4, true);
  }

  @Test
  void tableBranch() {
    setR(0, DATA);
    setR(1, 3);
    BytesReader code = thumb(0xe8d0, 0xf011); // tbh [r0, r1, lsl #1]
    ByteBuffer.wrap(code.bytes()).order(ByteOrder.LITTLE_ENDIAN).putShort(0x106, (short) 0x20);
    run(code, ArmState.THUMB);
    expectAt(CODE + 4 + 0x40, true);
  }

  @Test
  void literalsAreRelativeToTheAlignedPc() {
    BytesReader code = thumb(0x46c0, 0x4801, 0xe7fe, 0x46c0, 0x5678, 0x1234, 0x9abc, 0xdef0);
    run(code, ArmState.THUMB); // nop; ldr r0, [pc, #4]; b .
    assertThat(r(0)).isEqualTo(0x12345678);
    code = thumb(0x46c0, 0xf85f, 0x0004, 0xe7fe); // ldr.w r0, [pc, #-4]
    run(code, ArmState.THUMB);
    assertThat(r(0)).isEqualTo(0xf85f46c0);
  }

  @Test
  void abortedLoadMultipleChangesNothing() {
    setR(0, CODE + 4096 - 4);
    setR(1, 11);
    setR(2, 22);
    int how = run(arm(0xe8b00006, 0xeafffffe), 0); // ldm r0!, {r1, r2}
    assertThat(how).isEqualTo(Executor.FAULT);
    assertThat(cpu.faultAddress).isEqualTo(CODE + 4096);
    assertThat(new int[] {r(0), r(1), r(2)}).containsExactly(CODE + 4092, 11, 22);
  }

  @Test
  void loadMultipleMustBeAlignedAndLoadsNeedNot() {
    setR(0, DATA + 2);
    assertThat(run(arm(0xe8900006, 0xeafffffe), 0)).isEqualTo(Executor.FAULT);
    assertThat(cpu.faultKind).isEqualTo("alignment");
    assertThat(run(arm(0xe5901000, 0xeafffffe), 0)).isNotEqualTo(Executor.FAULT);
    assertThat(run(arm(0xe5901000, 0xeafffffe), ArmState.ALIGN)).isEqualTo(Executor.FAULT);
  }

  @Test
  void wideInstructionAcrossThePageEndStartsABlock() {
    byte[] bytes = new byte[4096];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(0xffc, (short) 0x46c0);
    buffer.putShort(0xffe, (short) 0xf04f); // first half of mov.w r0, #…
    BytesReader page = new BytesReader(CODE, bytes);
    Block block = translator.translate(page, CODE + 0xffc, ArmState.THUMB, 100, CODE + 0x1000);
    assertThat(block.instructions()).isEqualTo(1);
    byte[] both = Arrays.copyOf(bytes, 4100);
    ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN).putShort(0x1000, (short) 0x0007);
    Block straddling =
        translator.translate(
            new BytesReader(CODE, both), CODE + 0xffe, ArmState.THUMB, 100, CODE + 0x1000);
    assertThat(straddling.instructions()).isEqualTo(1);
    assertThat(straddling.bytes()).isEqualTo(4);
    assertThat(straddling.terminal()).isEqualTo(new Terminal.Jump(CODE + 0x1002, Flow.JUMP));
  }

  @Test
  void bigEndianData() {
    setR(0, DATA);
    BytesReader code = arm(0xe5901000, 0xe1d020b0, 0xeafffffe); // ldr r1, [r0]; ldrh r2, [r0]
    ByteBuffer.wrap(code.bytes()).putInt(0x100, 0x12345678);
    run(code, ArmState.BIG_ENDIAN);
    assertThat(r(1)).isEqualTo(0x12345678);
    assertThat(r(2)).isEqualTo(0x1234);
  }

  @Test
  void setendTakesEffectAtOnce() {
    run(arm(0xf1010200), 0); // setend be
    assertThat(cpu.getInt(StateLayout.FLAGS)).isEqualTo(ArmState.BIG_ENDIAN);
    assertThat(cpu.getInt(ArmState.CPSR) & 1 << 9).isNotZero();
    assertThat(cpu.pc()).isEqualTo(CODE + 4);
  }

  @Test
  void swpIsUndefined() {
    assertThat(run(arm(0xe1001092), 0)).isEqualTo(Executor.FAULT);
  }
}
