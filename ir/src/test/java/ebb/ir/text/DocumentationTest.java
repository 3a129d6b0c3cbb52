package ebb.ir.text;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Op;
import ebb.ir.testing.IrFile;
import ebb.ir.testing.TestLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  private static final Path PAGE = Path.of("../docs/ir.md");

  @Test
  void everyOpIsDefined() throws IOException {
    String page = Files.readString(PAGE);
    for (Op op : Op.values()) {
      assertThat(page).contains("`" + op.mnemonic + "`");
    }
  }

  @Test
  void snippetsAreTestCases() throws IOException {
    Parser parser = new Parser(TestLayout.LAYOUT, TestLayout.HELPERS);
    List<?> tested =
        IrFile.names().stream()
            .flatMap(n -> IrFile.read(n).stream())
            .map(IrFile.Case::block)
            .toList();
    String[] parts = Files.readString(PAGE).split("```ir\n");
    assertThat(parts.length).isGreaterThan(5);
    for (int i = 1; i < parts.length; i++) {
      String snippet = parts[i].substring(0, parts[i].indexOf("```"));
      assertThat(tested.contains(parser.parse(snippet))).as(snippet).isTrue();
    }
  }
}
