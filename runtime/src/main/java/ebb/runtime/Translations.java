package ebb.runtime;

import ebb.ir.Block;
import ebb.ir.Terminal;
import ebb.ir.exec.Interpreter;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import ebb.ir.pass.Passes;
import ebb.ir.text.Printer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds or makes the translation of what a CPU executes next, and promotes hot blocks to regions.
 */
final class Translations {
  /** Longest block, in guest instructions. */
  private static final int MAX_INSTRUCTIONS = 64;

  /** Entries after which a block is optimized: most are not entered so often. */
  private static final int OFTEN = 30;

  /**
   * What is entered once in so many instructions need not be one with regions that it leads to:
   * leaving for them costs little, and to have them compiled once more much, as long as the new
   * code is cold.
   */
  private static final long SELDOM = 10_000;

  /**
   * Code that moves is not joined over more bytes than this: what lies further away moves by
   * another distance in the next process.
   */
  private static final long ONE_OBJECT = 1 << 20;

  private final Guest guest;
  private final GuestRam ram;
  private final SoftMmu mmu;
  private final CodeCache code;
  private final RegionQueue regions;

  /** Entries of a block before a region is formed at it; the greatest int if there are none. */
  private final int hot;

  private final TreeSet<Long> breakpoints = new TreeSet<>();
  private final Guest.CodeReader[] readers;
  private Trace trace;

  /** Longest block now, in guest instructions. */
  private int longest = MAX_INSTRUCTIONS;

  Translations(
      Guest guest, GuestRam ram, SoftMmu mmu, CodeCache code, RegionQueue regions, int cpus) {
    this.guest = guest;
    this.ram = ram;
    this.mmu = mmu;
    this.code = code;
    this.regions = regions;
    hot = regions.enabled() ? regions.translator().hot() : Integer.MAX_VALUE;
    readers = new Guest.CodeReader[cpus];
  }

  /**
   * The block at the CPU's pc and key.
   *
   * @param host raw address of its first byte, from {@link SoftMmu#fetchAddress}
   * @throws GuestFault if the code cannot be fetched
   */
  TranslationBlock lookup(Vcpu cpu, long pc, int key, long host) {
    TranslationBlock block = known(cpu, pc, key, host);
    return block != null ? block : translate(cpu, pc, key, host);
  }

  /** The block, if these bytes have been translated under the key for this address or another. */
  private TranslationBlock known(Vcpu cpu, long pc, int key, long host) {
    TranslationBlock block = code.find(pc, key, host);
    if (block != null) {
      if (whole(cpu, block)) {
        return block;
      }
      if (lastPage(cpu, block, pc) < 0) {
        return null;
      }
      code.drop(block);
    }
    block = code.movable(pc, key, host);
    if (block == null || !breakpoints.isEmpty() && breakpointAfter(pc) < pc + block.bytes) {
      return null;
    }
    code.move(block, pc);
    block.breakpoint = breakpoints.contains(pc);
    return block;
  }

  /** True unless the block's last instruction goes on on a page that is not mapped there now. */
  boolean whole(Vcpu cpu, TranslationBlock block) {
    return whole(cpu, block, block.pc());
  }

  /** {@link #whole(Vcpu, TranslationBlock)} of a block that begins at a pc. */
  private boolean whole(Vcpu cpu, TranslationBlock block, long pc) {
    return !block.straddles() || lastPage(cpu, block, pc) == block.lastPage;
  }

  /** The page that is mapped where a block ends, or -1. */
  private int lastPage(Vcpu cpu, TranslationBlock block, long pc) {
    try {
      return page(mmu.fetchAddress(cpu, block.last(pc)));
    } catch (GuestFault fault) {
      return -1;
    }
  }

  private int page(long host) {
    return (int) (host - ram.address(0) >>> GuestMemory.PAGE_BITS);
  }

  /** The next breakpoint beyond an address. */
  private long breakpointAfter(long pc) {
    Long next = breakpoints.higher(pc);
    return next == null ? Long.MAX_VALUE : next;
  }

  private TranslationBlock translate(Vcpu cpu, long pc, int key, long host) {
    CodeEvents.BlockTranslated event = new CodeEvents.BlockTranslated();
    event.begin();
    Block ir = decode(cpu, pc, key, limit(pc));
    int page = page(host);
    int offset = (int) (host - ram.address(0)) & GuestRam.PAGE_SIZE - 1;
    int lastPage = page;
    if (offset + ir.bytes() > GuestRam.PAGE_SIZE) {
      lastPage = page(mmu.fetchAddress(cpu, pc + ir.bytes() - 1));
    }
    boolean tryOut = trace == null && lastPage == page && hot / 2 > OFTEN;
    Interpreter interpreter = Interpreter.of(tryOut ? ir : optimized(cpu, ir));
    interpreter.due = tryOut ? OFTEN : hot;
    TranslationBlock block =
        new TranslationBlock(
            pc,
            key,
            host,
            page,
            offset,
            lastPage,
            ir.instructions(),
            ir.bytes(),
            interpreter,
            guest.movable(key) && offset + ir.bytes() <= GuestRam.PAGE_SIZE
                ? Reach.of(List.of(ir))
                : null);
    block.breakpoint = breakpoints.contains(pc);
    code.add(block);
    event.pc = pc;
    event.instructions = ir.instructions();
    event.commit();
    return block;
  }

  private Block optimized(Vcpu cpu, Block ir) {
    Block optimized = Passes.run(Passes.standard(), ir, guest.layout());
    if (trace != null) {
      trace(cpu, ir, optimized);
    }
    return optimized;
  }

  /** A block without a region has been entered as often as it was due to be looked at. */
  void warmer(Vcpu cpu, TranslationBlock block) {
    int entries = block.interpreter.due;
    if (entries == hot) {
      if (regions.enabled()) {
        promote(cpu, block);
      }
    } else if (entries == OFTEN) {
      optimize(cpu, block);
      block.interpreter.due = hot / 2;
    } else {
      block.halfHotAt = icount(cpu);
      block.interpreter.due = hot;
    }
  }

  private static long icount(Vcpu cpu) {
    return cpu.limit - cpu.budget;
  }

  private void optimize(Vcpu cpu, TranslationBlock block) {
    Block ir = decode(cpu, block.pc(), block.key, block.pc() + block.bytes);
    block.interpreter.become(Interpreter.of(optimized(cpu, ir)));
  }

  private void trace(Vcpu cpu, Block ir, Block optimized) {
    if (trace.on("in_asm")) {
      long end = ir.pc() + ir.bytes();
      int key = ir.key();
      for (long at = ir.pc(); at < end; ) {
        Guest.Disassembly line = guest.disassemble(readers[cpu.index], at, key);
        trace.line("in_asm", String.format("0x%08x:  %s", at, line.text()));
        at += line.bytes();
        key = line.nextKey();
      }
    }
    if (trace.on("op")) {
      trace.line("op", new Printer(guest.layout()).print(ir));
    }
    if (trace.on("op_opt")) {
      trace.line("op_opt", new Printer(guest.layout()).print(optimized));
    }
  }

  void setTrace(Trace newTrace) {
    trace = newTrace;
  }

  private Block decode(Vcpu cpu, long pc, int key, long limit) {
    if (readers[cpu.index] == null) {
      readers[cpu.index] = mmu.reader(cpu);
    }
    return guest.translate(readers[cpu.index], pc, key, longest, limit);
  }

  /** Where a new block has to end: at the end of the page, or at the next breakpoint. */
  private long limit(long pc) {
    long limit = (pc | GuestRam.PAGE_SIZE - 1) + 1;
    return Math.min(limit, breakpointAfter(pc));
  }

  /**
   * What a block was made from, for a region. Not more, though the breakpoint that it ended at may
   * be gone: only writes to a block's own bytes are heard of.
   */
  private Block again(Vcpu cpu, TranslationBlock block) {
    Block ir = decode(cpu, block.pc(), block.key, block.pc() + block.bytes);
    return ir.terminal() instanceof Terminal.Indirect indirect
        ? ir.withCode(
            ir.code(), new Terminal.Indirect(indirect.flow(), block.seen()), ir.tempTypes())
        : ir;
  }

  /** Forms a region at a block and hands it to the compiler. */
  private void promote(Vcpu cpu, TranslationBlock head) {
    if (head.breakpoint || head.key >>> 24 != 0) {
      return;
    }
    CodeEvents.RegionFormed event = new CodeEvents.RegionFormed();
    event.begin();
    boolean seldom = head.halfHotAt >= 0 && icount(cpu) - head.halfHotAt > SELDOM * (hot / 2);
    // If this region goes, the entries that lead to the next one begin at 0.
    head.halfHotAt = -1;
    Map<Long, TranslationBlock> parts = new HashMap<>();
    Block first = again(cpu, head);
    parts.put(head.pc(), head);
    List<Block> blocks =
        regions
            .translator()
            .form(
                first,
                pc -> {
                  boolean near = Math.abs(pc - head.pc()) < ONE_OBJECT;
                  TranslationBlock part =
                      near || !guest.movable(head.key) ? part(cpu, pc, head.key) : null;
                  if (part == null || seldom && part.region() != null) {
                    return null;
                  }
                  parts.put(pc, part);
                  return again(cpu, part);
                },
                pc -> entries(cpu, pc, head.key));
    event.pc = head.pc();
    event.blocks = blocks.size();
    event.commit();
    if (blocks.isEmpty()) {
      return;
    }
    TranslationBlock[] members = new TranslationBlock[blocks.size()];
    for (int i = 0; i < members.length; i++) {
      members[i] = parts.get(blocks.get(i).pc());
    }
    regions.submit(head, blocks, members);
  }

  /** A block that has been executed and may be part of a region, or null. */
  private TranslationBlock part(Vcpu cpu, long pc, int key) {
    if (breakpoints.contains(pc)) {
      return null;
    }
    try {
      return known(cpu, pc, key, mmu.fetchAddress(cpu, pc));
    } catch (GuestFault fault) {
      return null;
    }
  }

  /**
   * How often a block was entered from the CPU loop; a region's head at least as often as it took.
   */
  private int entries(Vcpu cpu, long pc, int key) {
    TranslationBlock part = part(cpu, pc, key);
    return part == null ? 0 : part.interpreter.entries;
  }

  /** True if every block of a region is still what the CPU's mappings show at its pc. */
  boolean mapped(Vcpu cpu, TranslationBlock.Region region) {
    try {
      for (int i = 0; i < region.blocks.length; i++) {
        TranslationBlock block = region.blocks[i];
        long pc = region.pc(i);
        if (mmu.fetchAddress(cpu, pc) != block.host
            || !whole(cpu, block, pc)
            || !breakpoints.isEmpty() && breakpointAfter(pc - 1) < pc + block.bytes) {
          return false;
        }
      }
      return region.fits();
    } catch (GuestFault fault) {
      return false;
    }
  }

  /** Whether blocks made from now on have one instruction each; those that differ are dropped. */
  void setSingle(boolean single) {
    int wanted = single ? 1 : MAX_INSTRUCTIONS;
    if (wanted != longest) {
      longest = wanted;
      regions.discardPending();
      code.clear();
    }
  }

  // ---- breakpoints -----------------------------------------------------------------------------

  boolean hasBreakpoint(long pc) {
    return breakpoints.contains(pc);
  }

  boolean mayStopIn(Footprint footprint) {
    return breakpoints.stream().anyMatch(footprint::executes);
  }

  void addBreakpoint(long va) {
    if (breakpoints.add(va)) {
      regions.discardPending();
      code.split(va);
    }
  }

  boolean removeBreakpoint(long va) {
    boolean was = breakpoints.remove(va);
    if (was) {
      code.unmark(va);
    }
    return was;
  }
}
