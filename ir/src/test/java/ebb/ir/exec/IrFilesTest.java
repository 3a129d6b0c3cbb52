package ebb.ir.exec;

import ebb.ir.Block;
import ebb.ir.Verifier;
import ebb.ir.pass.Pass;
import ebb.ir.pass.Passes;
import ebb.ir.testing.IrFile;
import ebb.ir.testing.TestLayout;
import ebb.ir.text.Parser;
import ebb.ir.text.Printer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every test file: as it is, printed and parsed again, after each pass, after all of them. */
class IrFilesTest {
  /** In this form slots are not exact where a budget ends, so runs that look there do not count. */
  private static final String REGION = "region passes";

  private static Map<String, UnaryOperator<Block>> variants() {
    Map<String, UnaryOperator<Block>> variants = new LinkedHashMap<>();
    variants.put("as written", b -> b);
    variants.put(
        "reparsed",
        b ->
            new Parser(TestLayout.LAYOUT, TestLayout.HELPERS)
                .parse(new Printer(TestLayout.LAYOUT).print(b)));
    for (Pass pass : Passes.standard()) {
      variants.put(pass.getClass().getSimpleName(), b -> pass.run(b, TestLayout.LAYOUT));
    }
    variants.put("all passes", b -> Passes.run(Passes.standard(), b, TestLayout.LAYOUT));
    variants.put(
        "all passes twice",
        b ->
            Passes.run(
                Passes.standard(),
                Passes.run(Passes.standard(), b, TestLayout.LAYOUT),
                TestLayout.LAYOUT));
    variants.put(REGION, b -> Passes.run(Passes.forRegion(), b, TestLayout.LAYOUT));
    return variants;
  }

  @TestFactory
  Stream<DynamicTest> files() {
    return IrFile.names().stream().flatMap(name -> IrFile.read(name).stream()).flatMap(this::tests);
  }

  private Stream<DynamicTest> tests(IrFile.Case c) {
    return variants().entrySet().stream()
        .map(
            variant ->
                DynamicTest.dynamicTest(
                    c.name() + ", " + variant.getKey(),
                    () -> {
                      Block block = variant.getValue().apply(c.block());
                      Verifier.verify(block, TestLayout.LAYOUT);
                      for (IrFile.Run run : c.runs()) {
                        if (variant.getKey().equals(REGION) && run.before().containsKey("budget")) {
                          continue;
                        }
                        try {
                          IrFile.check(run, block, (b, cpu) -> Interpreter.of(b).run(cpu));
                        } catch (AssertionError e) {
                          throw new AssertionError(
                              run.text()
                                  + "\n"
                                  + new Printer(TestLayout.LAYOUT).print(block)
                                  + e.getMessage(),
                              e);
                        }
                      }
                    }));
  }
}
