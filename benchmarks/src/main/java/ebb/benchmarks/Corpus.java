package ebb.benchmarks;

import ebb.ir.Block;
import ebb.ir.StateLayout;
import ebb.ir.guest.Guest;
import ebb.ir.guest.Vcpu;
import ebb.runtime.BlockObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The blocks that a workload enters most often: what the translator is fed with. */
public final class Corpus {
  /** How many. */
  public static final int BLOCKS = 100;

  /** Of a block, as in the CPU loop. */
  private static final int MAX_INSTRUCTIONS = 64;

  private static final int PAGE = 4096;

  /** In which the workload has entered more blocks than that. */
  private static final int TICKS = 1_500_000;

  /** Where a block starts, as the CPU loop knows it. */
  private record Start(long pc, int key) {}

  /** The guest's code from an address on. */
  private record Image(long base, ByteBuffer code) implements Guest.CodeReader {
    @Override
    public int u8(long va) {
      return code.get((int) (va - base)) & 0xff;
    }

    @Override
    public int u16(long va) {
      return code.getShort((int) (va - base)) & 0xffff;
    }

    @Override
    public int u32(long va) {
      return code.getInt((int) (va - base));
    }
  }

  private final Guest guest;
  private final Image code;
  private final List<Start> starts;

  private Corpus(Guest guest, Image code, List<Start> starts) {
    this.guest = guest;
    this.code = code;
    this.starts = starts;
  }

  /** Those of {@code mix}: lists, a matrix, a state machine, a checksum. */
  public static Corpus ofMix() throws IOException {
    try (Workload workload = new Workload("mix", "short")) {
      Map<Start, Integer> entries = new HashMap<>();
      workload
          .machine()
          .setObserver(
              new BlockObserver() {
                @Override
                public boolean entering(Vcpu cpu, long pc, int key) {
                  entries.merge(new Start(pc, key), 1, Integer::sum);
                  return false;
                }

                @Override
                public void ran(Vcpu cpu, long pc, int key, int ticks) {}
              },
              false);
      workload.run(TICKS);
      List<Start> starts =
          entries.entrySet().stream()
              .sorted(
                  Map.Entry.<Start, Integer>comparingByValue()
                      .reversed()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.comparingLong(Start::pc))))
              .limit(BLOCKS)
              .map(Map.Entry::getKey)
              .toList();
      Part.expect("blocks that the workload enters", BLOCKS, starts.size());
      return new Corpus(workload.guest(), image(workload, starts), starts);
    }
  }

  /** All pages from the first to the last block's. */
  private static Image image(Workload workload, List<Start> starts) {
    long first = starts.stream().mapToLong(Start::pc).min().orElseThrow() & -PAGE;
    long last = starts.stream().mapToLong(Start::pc).max().orElseThrow() | PAGE - 1;
    byte[] bytes = new byte[(int) (last + 1 - first)];
    int read = workload.machine().readVirtual(0, first, bytes, 0, bytes.length);
    Part.expect("bytes of code", bytes.length, read);
    return new Image(first, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  public StateLayout layout() {
    return guest.layout();
  }

  /** Translates the block of a number below {@link #BLOCKS}; the first is the hottest. */
  public Block translate(int number) {
    Start start = starts.get(number);
    return guest.translate(code, start.pc, start.key, MAX_INSTRUCTIONS, (start.pc | PAGE - 1) + 1);
  }

  /** All of them, the hottest first. */
  public List<Block> blocks() {
    return IntStream.range(0, BLOCKS).mapToObj(this::translate).toList();
  }
}
