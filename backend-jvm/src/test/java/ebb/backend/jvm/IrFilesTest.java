package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.exec.Interpreter;
import ebb.ir.guest.GuestMemory;
import ebb.ir.testing.IrFile;
import ebb.ir.testing.TestVcpu;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The file tests of the IR, each block compiled as a region. */
class IrFilesTest {
  private static final long TLB =
      Arena.global().allocate(GuestMemory.MMU_INDEXES * 3 * GuestMemory.TABLE_BYTES, 8).address();

  /** What compiled code leaves for is interpreted, from the same state. */
  private static final IrFile.Engine COMPILED =
      new IrFile.Engine() {
        @Override
        public int run(Block block, TestVcpu cpu) {
          long pc = cpu.pc();
          int how =
              RegionCompiler.compile(List.of(underKey(block, cpu.key())), Assumption.ALL).run(cpu);
          if (how != Executor.BAIL) {
            return how;
          }
          long bail = cpu.pc();
          how = Interpreter.of(rest(block, block.pc() + bail - pc)).run(cpu);
          // Some blocks of the files end without having put the PC.
          if (how == Executor.LEAVE && cpu.pc() == bail) {
            cpu.setPc(pc);
          }
          return how;
        }

        /** The files set AUX as they like. */
        private static Block underKey(Block block, int key) {
          return new Block(
              block.pc(),
              key,
              block.code(),
              block.terminal(),
              block.tempTypes(),
              block.labels(),
              block.instructions(),
              block.bytes());
        }

        private static Block rest(Block block, long pc) {
          List<Inst> code = block.code();
          int first = 0;
          while (code.get(first).op() != Op.INSN || code.get(first).imm() != pc) {
            first++;
          }
          for (Inst inst : code.subList(first, code.size())) {
            for (int i = 0; i < inst.argCount(); i++) {
              int temp = inst.arg(i);
              assertThat(code.subList(0, first))
                  .as("the rest of the block needs a temp of its start")
                  .noneMatch(earlier -> earlier.dst() == temp);
            }
          }
          int instructions =
              (int) code.stream().skip(first).filter(inst -> inst.op() == Op.INSN).count();
          return new Block(
              pc,
              block.key(),
              code.subList(first, code.size()),
              block.terminal(),
              block.tempTypes(),
              block.labels(),
              instructions,
              block.bytes() - (int) (pc - block.pc()));
        }

        @Override
        public long tlb() {
          return TLB;
        }
      };

  @TestFactory
  Stream<DynamicTest> files() {
    return IrFile.names().stream()
        .flatMap(name -> IrFile.read(name).stream())
        .flatMap(
            test ->
                test.runs().stream()
                    .map(
                        run ->
                            DynamicTest.dynamicTest(
                                test.name() + " " + run.text(),
                                () -> IrFile.check(run, test.block(), COMPILED))));
  }
}
