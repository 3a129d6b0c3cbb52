package ebb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ebb.ir.pass.Passes;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark does what it measures, with each of its parameters; they look themselves. */
class BenchmarksTest {
  static List<String> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUsername)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void doesWhatItMeasures(String benchmark) {
    OptionsBuilder once = new OptionsBuilder();
    once.include("^" + Pattern.quote(benchmark) + "$")
        .mode(Mode.SingleShotTime)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    try {
      assertThat(new Runner(once.build()).run()).isNotEmpty();
    } catch (RunnerException e) {
      fail(benchmark, e.getCause().getSuppressed()[0]);
    }
  }

  @Test
  void everyPassIsMeasured() throws NoSuchFieldException {
    Param measured = PassBenchmark.class.getDeclaredField("pass").getAnnotation(Param.class);
    assertThat(measured.value())
        .isEqualTo(Passes.standard().stream().map(p -> p.getClass().getSimpleName()).toArray());
  }
}
