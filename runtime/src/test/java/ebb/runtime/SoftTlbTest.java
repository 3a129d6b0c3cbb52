package ebb.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.guest.Access;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** What is known of fetched code, and for how long. */
class SoftTlbTest {
  private static final long CODE = 0x8000;
  private static final long HOST = 0x7f00_0000_0000L;

  private final TestVcpu cpu =
      new TestVcpu(
          TestLayout.LAYOUT,
          new FlatMemory(0x1000, 0x1000),
          Arena.ofAuto().allocate(SoftTlb.BYTES, 4096).address());
  private final SoftTlb tlb = new SoftTlb(cpu);

  private void fetch(boolean global) {
    tlb.fill(CODE, Access.EXECUTE, 0, HOST, global);
  }

  @Test
  void codeOfAnAddressSpaceDoesNotOutliveIt() {
    tlb.flush(true);
    fetch(false);
    long then = tlb.generation(tlb.fetchedGlobally(CODE, 0));
    assertThat(tlb.holds(then)).isTrue();
    tlb.flush(false);
    assertThat(tlb.holds(then)).isFalse();
  }

  @Test
  void globalCodeDoes() {
    fetch(true);
    long then = tlb.generation(tlb.fetchedGlobally(CODE, 0));
    tlb.flush(false);
    assertThat(tlb.holds(then)).isTrue();
    tlb.flush(true);
    assertThat(tlb.holds(then)).isFalse();
  }

  @Test
  void pagesWithoutCodeDoNotMatter() {
    tlb.fill(CODE, Access.READ, 0, HOST, true);
    fetch(true);
    tlb.fill(0x9000, Access.WRITE, 0, HOST + 0x1000, true);
    long then = tlb.generation(true);
    tlb.flushPage(0x9000);
    assertThat(tlb.holds(then)).isTrue();
    tlb.flushPage(CODE);
    assertThat(tlb.holds(then)).isFalse();
  }

  @Test
  void anotherContextHasItsOwn() {
    fetch(true);
    long then = tlb.generation(true);
    long tables = cpu.tlb;
    tlb.enter(1);
    assertThat(cpu.tlb).isNotEqualTo(tables);
    assertThat(tlb.holds(then)).isFalse();
    assertThat(tlb.fetchedGlobally(CODE, 0)).isFalse();
    tlb.enter(0);
    assertThat(cpu.tlb).isEqualTo(tables);
    assertThat(tlb.holds(then)).isTrue();
    tlb.enter(1);
    tlb.flush(true);
    tlb.enter(0);
    assertThat(tlb.holds(then)).isFalse();
    assertThat(tlb.fetchedGlobally(CODE, 0)).isFalse();
  }
}
