package ebb.frontend.arm.translate;

import ebb.benchmarks.Part;
import ebb.frontend.arm.decode.Encoding;
import java.util.List;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** From an instruction word to its row of a decode table. */
public class DecodeBenchmark extends Part {
  private static final int WORDS = 8;

  /** Of most tables: data processing, load, store, multiply, media, branch, VFP, SIMD. */
  private static final List<String> TEXTS =
      List.of(
          "add r0, r1, r2",
          "ldr r1, [r3, #4]",
          "stmdb r0!, {r4, lr}",
          "mul r1, r2, r3",
          "uxtb r1, r2",
          "bne 0x0",
          "vadd.f64 d0, d1, d2",
          "vadd.i32 q0, q0, q2");

  private final int[] a32 = {
    0xe0810002, 0xe5931004, 0xe9204010, 0xe0010392, 0xe6ef1072, 0x1afffffe, 0xee310b02, 0xf2200844
  };

  /** The first halfword on top. */
  private final int[] t32 = {
    0xeb010002, 0xf8d31004, 0xe9204010, 0xfb02f103, 0xfa5ff182, 0xf47faffe, 0xee310b02, 0xef200844
  };

  @Setup
  public void verify() {
    verify(a32, Decoder::a32);
    verify(t32, Decoder::t32);
  }

  private static void verify(int[] words, IntFunction<Encoding<Handler>> decoder) {
    for (int i = 0; i < WORDS; i++) {
      String text = decoder.apply(words[i]).text(0);
      if (!text.replace(".w", "").equals(TEXTS.get(i))) {
        throw new IllegalStateException(text + " should be " + TEXTS.get(i));
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(WORDS)
  public void a32Word(Blackhole sink) {
    for (int word : a32) {
      sink.consume(Decoder.a32(word));
    }
  }

  @Benchmark
  @OperationsPerInvocation(WORDS)
  public void t32Word(Blackhole sink) {
    for (int word : t32) {
      sink.consume(Decoder.t32(word));
    }
  }
}
