package ebb.ir.text;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.ir.Verifier;
import ebb.ir.testing.TestLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parser and the verifier refuse, and in which words. */
class ParserTest {
  private static void check(String body) {
    Verifier.verify(
        new Parser(TestLayout.LAYOUT, TestLayout.HELPERS)
            .parse("block 0x10 {\n  insn 0x10 aux 0\n  " + body + "\n  leave\n}"),
        TestLayout.LAYOUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%0 = get.i32 nowhere | line 3: no slot nowhere",
        "%0 = frob.i32 %1 | line 3: unknown op frob.i32",
        "put.i32 r0, %7 | %7 is not defined above",
        "%0 = get.i64 x0 / put.i32 r0, %0 | %0 is i64, not i32",
        "%0 = get.i32 r0 / %0 = get.i32 r1 | %0 defined twice",
        "get.i32 r0 | line 3: get.i32 has a result",
        "br L0 | L0 is not placed",
        "L0: / L0: | L0 placed twice",
        "insn 0x12 aux 256 | AUX 256 is not in 0..255",
        "%0 = get.i32 r0 / brz %0, L0 / %1 = get.i32 r1 / L0: / put.i32 r2, %1"
            + " | %1 is not defined on every path",
        "%0 = get.i32 r0 / %1 = extract.i32 %0, 30, 4 | field of 4 bits from 30",
        "%0 = get.i64 x0 / %1 = vadd.d %0, %0, lane 7 | lane of 7 bits",
        "%0 = get.i32 r0 / %1 = load.i32 %0, u64 le mmu0 | access of 8 bytes",
        "%0 = get.i32 r0 / %1 = load.i32 %0, u32 me mmu0 | line 4: le expected, not me",
        "%0 = get.i64 r1 | no slot at 36",
        "call nobody() | line 3: unknown helper nobody",
        "%0 = get.v128 q0 / call trap(%0) | %0 is v128, not a scalar",
        "leave | line 4: something after the terminal",
      })
  void refuses(String body, String message) {
    assertThatThrownBy(() -> check(body.replace(" / ", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesABlockWithoutEnd() {
    assertThatThrownBy(
            () ->
                new Parser(TestLayout.LAYOUT, TestLayout.HELPERS).parse("block 0x10 {\n  leave\n"))
        .hasMessage("line 4: } expected");
  }
}
