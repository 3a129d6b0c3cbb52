package ebb.frontend.arm.decode;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.frontend.arm.vfp.VfpTable;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {
  static Stream<DecodeTable<Handler>> tables() {
    return Stream.of(
        A32.TABLE, A32Unconditional.TABLE, T16.TABLE, T32.TABLE, VfpTable.TABLE, NeonTable.TABLE);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyRowIsReachableAndHasText(DecodeTable<Handler> table) {
    Random random = new Random(1);
    for (DecodeTable.Row<Handler> row : table.rows()) {
      for (int i = 0; i < 50; i++) {
        int bits = table.random(row, random, b -> true);
        Encoding<Handler> e = table.decode(bits);
        assertThat(e.row()).isSameAs(row);
        assertThat(e.text(0x8000)).as(row.name()).isNotBlank();
      }
    }
  }
}
