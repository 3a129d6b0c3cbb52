package ebb.benchmarks;

import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import org.agrona.UnsafeApi;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Loads through small pages, from one page after the other, in a loop of four instructions. Before
 * each round over the pages the TLB is flushed if they are to miss.
 */
public class SoftTlbBenchmark extends Part {
  private static final int PAGES = 256;
  private static final int ROUNDS = 8;

  /** A page and a line, so that loads do not compete for one set of the host's cache. */
  private static final int STRIDE = GuestMemory.PAGE_SIZE + 64;

  private static final int PROLOGUE_TICKS = 3;

  /** Three instructions before the loop, a branch after it. */
  private static final int ROUND_TICKS = PAGES * 4 + 4;

  private static final int TLBIALL = 0xee080f17;
  private static final int NOP = 0xe320f000;
  private static final int SUM = 8;

  private static final int LEVEL1 = GuestProgram.BASE + 0x10_0000;
  private static final int LEVEL2 = LEVEL1 + 0x4000;
  private static final int DATA = GuestProgram.BASE + 0x20_0000;
  private static final int MAPPED_MEGABYTES = 4;

  /** DDI 0406C B3.5.1: small page, normal memory, for all modes; and the table of such. */
  private static final int SMALL_PAGE = 0x7e;

  private static final int TABLE = 1;

  /** The Cortex-A15's value at reset, with M. */
  private static final int SCTLR_M = 0x00c5_0079;

  @Param({"INTERPRETER", "REGIONS"})
  Tier tier;

  @Param({"hit", "miss"})
  String entries;

  private GuestProgram guest;

  @Setup
  public void start() {
    guest =
        new GuestProgram(
            tier,
            0xee034f10, // mcr p15, 0, r4, c3, c0, 0: DACR
            0xee020f10, // mcr p15, 0, r0, c2, c0, 0: TTBR0
            0xee016f10, // mcr p15, 0, r6, c1, c0, 0: SCTLR
            entries.equals("miss") ? TLBIALL : NOP,
            0xe1a01005, // mov r1, r5
            0xe3a00c01, // mov r0, #256
            0xe6913002, // ldr r3, [r1], r2
            0xe0888003, // add r8, r8, r3
            0xe2500001, // subs r0, r0, #1
            0x1afffffb, // bne to the load
            0xeafffff7); // b to the flush
    for (int i = 0; i < MAPPED_MEGABYTES; i++) {
      guest.poke(LEVEL1 + (GuestProgram.BASE >>> 20) * 4 + i * 4, LEVEL2 + i * 0x400 | TABLE);
    }
    for (int i = 0; i < MAPPED_MEGABYTES * 256; i++) {
      guest.poke(LEVEL2 + i * 4, GuestProgram.BASE + i * GuestMemory.PAGE_SIZE | SMALL_PAGE);
    }
    for (int i = 0; i < PAGES; i++) {
      guest.poke(DATA + i * STRIDE, 1);
    }
    guest.set(0, LEVEL1);
    guest.set(2, STRIDE);
    guest.set(4, 1);
    guest.set(5, DATA);
    guest.set(6, SCTLR_M);
    guest.run(PROLOGUE_TICKS + ROUND_TICKS);
    expect("the first page is in the TLB after a round", 1, inTlb());
    guest.run(1);
    expect("and after the flush or NOP", entries.equals("hit") ? 1 : 0, inTlb());
    guest.run(ROUND_TICKS - 1);
  }

  private int inTlb() {
    long table = guest.cpu().tlb + GuestMemory.tableOffset(guest.cpu().mmuIndex(), Access.READ);
    return UnsafeApi.getLong(table + (DATA >>> GuestMemory.PAGE_BITS) * 8L) > 0 ? 1 : 0;
  }

  @Benchmark
  @OperationsPerInvocation(PAGES * ROUNDS)
  public void load() {
    int before = guest.get(SUM);
    guest.run(ROUND_TICKS * ROUNDS);
    expect("words loaded", PAGES * ROUNDS, guest.get(SUM) - before);
  }

  @TearDown
  public void close() {
    guest.close();
  }
}
