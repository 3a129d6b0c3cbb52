package ebb.frontend.arm.translate;

import ebb.benchmarks.Part;
import ebb.frontend.arm.decode.Encoding;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** From an instruction word to its row of a decode table. */
public class DecodeBenchmark extends Part {
  private static final int WORDS = 8;

  /** As assembled; of data processing, load/store, multiply, media, branch, VFP and SIMD. */
  private static final int[] A32_WORDS = {
    0xe0810002, // add r0, r1, r2
    0xe5931004, // ldr r1, [r3, #4]
    0xe92d4010, // push {r4, lr}
    0xe0010392, // mul r1, r2, r3
    0xe6ef1072, // uxtb r1, r2
    0x1afffffb, // bne
    0xee310b02, // vadd.f64 d0, d1, d2
    0xf2200844, // vadd.i32 q0, q0, q2
  };

  /** The same, the first halfword on top. */
  private static final int[] T32_WORDS = {
    0xeb010002, // add.w r0, r1, r2
    0xf8d31004, // ldr.w r1, [r3, #4]
    0xe92d4010, // push.w {r4, lr}
    0xfb02f103, // mul r1, r2, r3
    0xfa5ff182, // uxtb.w r1, r2
    0xf47fafff, // bne.w
    0xee310b02, // vadd.f64 d0, d1, d2
    0xef200844, // vadd.i32 q0, q0, q2
  };

  @Benchmark
  @OperationsPerInvocation(WORDS)
  public void a32Word(Blackhole sink) {
    for (int word : A32_WORDS) {
      sink.consume(found(Decoder.a32(word), word));
    }
  }

  @Benchmark
  @OperationsPerInvocation(WORDS)
  public void t32Word(Blackhole sink) {
    for (int word : T32_WORDS) {
      sink.consume(found(Decoder.t32(word), word));
    }
  }

  private static Encoding<Handler> found(Encoding<Handler> row, int word) {
    if (row == null) {
      throw new IllegalStateException("undefined: " + Integer.toHexString(word));
    }
    return row;
  }
}
