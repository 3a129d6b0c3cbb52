package ebb.runtime;

import ebb.ir.Assumption;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.exec.Interpreter;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;

/** Runs one CPU for a slice: dispatch, exceptions, tier changes. */
final class CpuLoop {
  /** What a slice may report to the machine. */
  enum Outcome {
    /** The budget is used up or something wants attention. */
    SLICE_END,
    BREAKPOINT,
    WATCHPOINT
  }

  /** Stamp of a link within a page: what is mapped where the CPU is does not change below it. */
  private static final long ALWAYS = 0;

  /** Successors are noted every so many entries, as a mask. */
  private static final int UNNOTED = 15;

  private final SoftMmu mmu;
  private final CodeCache code;
  private final Familiar familiar;
  private final Translations translations;
  private final RegionQueue regions;
  private final SoftTlb[] tlbs;
  private final Touched touched;

  /** Breakpoints and watchpoints are passed over at this icount. */
  private long passAt = -1;

  private DebugHook hook;
  private BlockObserver observer;
  private Trace trace;
  private boolean traceExec;

  CpuLoop(
      SoftMmu mmu,
      CodeCache code,
      Translations translations,
      RegionQueue regions,
      SoftTlb[] tlbs,
      Touched touched) {
    this.mmu = mmu;
    this.code = code;
    familiar = code.familiar;
    this.translations = translations;
    this.regions = regions;
    this.tlbs = tlbs;
    this.touched = touched;
  }

  void setTrace(Trace newTrace) {
    trace = newTrace;
    traceExec = newTrace != null && newTrace.on("exec");
  }

  void setHook(DebugHook newHook) {
    hook = newHook;
  }

  void setObserver(BlockObserver newObserver) {
    observer = newObserver;
  }

  void passDebugAt(long icount) {
    passAt = icount;
  }

  /** Runs until the budget is used up, or a debugger's stop. */
  Outcome run(Vcpu cpu) {
    boolean interpret = false;
    boolean resuming = true;
    boolean deliver = true;
    while (cpu.budget > 0) {
      if (deliver) {
        deliver = false;
        if (cpu.interruptDeliverable()) {
          cpu.enterInterrupt();
          cpu.budget--;
          continue;
        }
      }
      long pc = cpu.pc();
      int key = cpu.key();
      TranslationBlock block;
      try {
        long host = mmu.fetchAddress(cpu, pc);
        block = code.fast(pc, key);
        if (block == null
            || block.pc() != pc
            || block.key != key
            || block.host != host
            || !block.valid
            || !translations.whole(cpu, block)) {
          block = translations.lookup(cpu, pc, key, host);
        }
      } catch (GuestFault fault) {
        if (stopsBeforeFault(cpu, pc)) {
          return Outcome.BREAKPOINT;
        }
        cpu.budget--;
        cpu.enterFault();
        deliver = true;
        continue;
      }
      if (block.breakpoint && stopsAt(cpu, pc)) {
        return Outcome.BREAKPOINT;
      }
      if (observer != null && observer.entering(cpu, pc, key) && cpu.limit - cpu.budget != passAt) {
        return Outcome.BREAKPOINT;
      }
      if (traceExec) {
        trace.line("exec", String.format("cpu%d %08x key %x", cpu.index, pc, key));
      }
      Executor executor = block.interpreter;
      if (!interpret && observer == null) {
        if (block.region() == null && !resuming) {
          warm(cpu, block);
        }
        TranslationBlock.Region region = block.region();
        if (region == null) {
          SoftTlb tlb = tlbs[cpu.index];
          boolean global = tlb.fetchedGlobally(pc, cpu.mmuIndex());
          // Who is led to one that straddles looks at what is mapped where it ends each time.
          if (!block.straddles()) {
            noteFamiliar(block, executor, tlb.generation(global));
          }
        } else if (usable(cpu, block, region) && region.due()) {
          executor = region.executor;
          if (region.settled()) {
            noteFamiliar(block, executor, region.generation);
          }
        }
      }
      long before = cpu.limit - cpu.budget;
      int left =
          executor instanceof Interpreter interpreter
              ? interpreter.execute(cpu)
              : executor.run(cpu);
      if (left == Interpreter.INDIRECTLY) {
        noteSuccessor(cpu, block, pc, key);
      }
      if (left < Executor.NEXT) {
        left = Executor.NEXT;
      }
      if (observer != null) {
        observer.ran(cpu, pc, key, (int) (cpu.limit - cpu.budget - before));
      } else if (left == Executor.NEXT && !traceExec) {
        left = familiarFrom(cpu);
        while (left == Executor.LEAVE && nothingDue(cpu)) {
          left = familiarFrom(cpu);
        }
      }
      resuming = false;
      interpret = false;
      switch (left) {
        case Executor.NEXT -> {}
        case Executor.LEAVE -> {
          if (cpu.halted()) {
            return Outcome.SLICE_END;
          }
          deliver = true;
        }
        case Executor.BAIL -> {
          interpret = true;
          resuming = true;
        }
        default -> {
          if (mmu.takeWatch()) {
            cpu.budget++;
            if (cpu.limit - cpu.budget != passAt
                && (hook == null
                    || hook.watchpoint(
                        cpu.index, cpu.pc(), mmu.watchVa(), mmu.watchBytes(), mmu.watchWrite()))) {
              return Outcome.WATCHPOINT;
            }
            passWatch(cpu);
          } else {
            cpu.enterFault();
          }
          deliver = true;
        }
      }
    }
    return Outcome.SLICE_END;
  }

  /**
   * Runs what comes next, while it is familiar under the present mappings.
   *
   * @return how the last block or region left; {@link Executor#NEXT} too if there was none
   */
  private int familiarFrom(Vcpu cpu) {
    SoftTlb tlb = tlbs[cpu.index];
    int epoch = familiar.epoch();
    int left = Executor.NEXT;
    // The block that led to what is looked up now, or null.
    Interpreter before = null;
    long beforePc = 0;
    int beforeKey = 0;
    while (left <= Executor.NEXT && cpu.budget > 0) {
      long pc = cpu.pc();
      int key = cpu.key();
      Executor executor = familiar.at(pc, key, tlb);
      if (executor == null) {
        executor = stillThere(cpu, pc, key, tlb);
      }
      if (executor instanceof Interpreter found) {
        if (before != null && key == beforeKey) {
          long stamp = samePage(pc, beforePc) ? ALWAYS : familiar.generation(pc, key);
          before.link(left, beforePc, epoch, found, pc, stamp);
        }
        before = found;
        while (true) {
          if (before.entries + 1 == before.due) {
            return Executor.NEXT;
          }
          int entries = before.entries++;
          left = before.execute(cpu);
          if (left >= Executor.NEXT || cpu.budget == 0 || cpu.key() != key) {
            break;
          }
          if (left == Interpreter.INDIRECTLY && (entries & UNNOTED) == 0) {
            noteSuccessor(cpu, code.fast(pc, key), pc, key);
          }
          Interpreter next = before.linked(left, pc, epoch, cpu.pc());
          if (next == null) {
            break;
          }
          long stamp = before.stamp(left);
          if (stamp != ALWAYS && !tlb.holds(stamp)) {
            break;
          }
          before = next;
          pc = cpu.pc();
        }
        beforePc = pc;
        beforeKey = key;
        before = left < Executor.NEXT ? before : null;
      } else if (executor != null) {
        before = null;
        left = regionsFrom(cpu, executor, tlb);
      } else {
        break;
      }
    }
    return Math.max(left, Executor.NEXT);
  }

  /** Runs a region and those that it leads to; a method of its own for its few variables. */
  private int regionsFrom(Vcpu cpu, Executor first, SoftTlb tlb) {
    Executor region = first;
    while (true) {
      int left = region.run(cpu);
      if (left == Executor.BAIL && region.worn() != null) {
        familiar.clear();
      }
      if (left != Executor.NEXT || cpu.budget <= 0) {
        return left;
      }
      long pc = cpu.pc();
      int key = cpu.key();
      int epoch = familiar.epoch();
      Executor next = region.successor(pc, key, epoch, tlb.generation(false), tlb.generation(true));
      if (next == null) {
        next = familiar.at(pc, key, tlb);
        if (next == null || next instanceof Interpreter) {
          return left;
        }
        region.noteSuccessor(pc, key, epoch, familiar.generation(pc, key), next);
      }
      region = next;
    }
  }

  /**
   * The block that was familiar at a pc, if the mappings of now show the same code there, or null.
   */
  private Interpreter stillThere(Vcpu cpu, long pc, int key, SoftTlb tlb) {
    if (!(familiar.before(pc, key) instanceof Interpreter block)) {
      return null;
    }
    try {
      if (mmu.fetchAddress(cpu, pc) != familiar.host(pc, key)) {
        return null;
      }
    } catch (GuestFault fault) {
      // It is found again, and delivered, by who looks further.
      return null;
    }
    familiar.renew(pc, key, tlb.generation(tlb.fetchedGlobally(pc, cpu.mmuIndex())));
    return block;
  }

  /** True if a CPU that has left for others to look just goes on. */
  private static boolean nothingDue(Vcpu cpu) {
    return cpu.budget > 0 && !cpu.halted() && !cpu.interruptDeliverable();
  }

  private static boolean samePage(long pc, long other) {
    return (pc ^ other) >>> GuestMemory.PAGE_BITS == 0;
  }

  private static boolean global(SoftTlb tlb, int mmuIndex, TranslationBlock.Region region) {
    for (int i = 0; i < region.blocks.length; i++) {
      long pc = region.pc(i);
      if (!tlb.fetchedGlobally(pc, mmuIndex)
          || !tlb.fetchedGlobally(region.blocks[i].last(pc), mmuIndex)) {
        return false;
      }
    }
    return true;
  }

  private void noteFamiliar(TranslationBlock block, Executor executor, long generation) {
    if (!block.breakpoint) {
      familiar.note(block.pc(), block.key, generation, block.host, executor);
    }
  }

  /** A block without a region is entered. */
  private void warm(Vcpu cpu, TranslationBlock block) {
    Interpreter interpreter = block.interpreter;
    if (++interpreter.entries == interpreter.due) {
      translations.warmer(cpu, block);
    }
  }

  /** Notes where an indirect transfer has led to. */
  private static void noteSuccessor(Vcpu cpu, TranslationBlock block, long pc, int key) {
    if (block != null
        && block.pc() == pc
        && block.key == key
        && cpu.key() == key
        && cpu.budget > 0) {
      block.ledTo(cpu.pc());
    }
  }

  /** Executes the instruction at the pc with watchpoints passed over. */
  private void passWatch(Vcpu cpu) {
    long limit = cpu.limit;
    int budget = cpu.budget;
    cpu.limit = limit - budget + 1;
    cpu.budget = 1;
    mmu.suppressWatch(true);
    try {
      TranslationBlock block =
          translations.lookup(cpu, cpu.pc(), cpu.key(), mmu.fetchAddress(cpu, cpu.pc()));
      if (block.interpreter.run(cpu) == Executor.FAULT) {
        cpu.enterFault();
      }
    } finally {
      mmu.suppressWatch(false);
    }
    // The instruction may have asked for attention; then limit and budget have been cut to just
    // after it, which is
    // also where they stand if it has not. Looking up the rest of the slice again is the machine's
    // business.
  }

  private boolean stopsAt(Vcpu cpu, long pc) {
    if (cpu.limit - cpu.budget == passAt) {
      return false;
    }
    return hook == null || hook.breakpoint(cpu.index, pc);
  }

  private boolean stopsBeforeFault(Vcpu cpu, long pc) {
    return hook != null
        && translations.hasBreakpoint(pc)
        && cpu.limit - cpu.budget != passAt
        && hook.unfetchable(cpu.index, pc);
  }

  private boolean usable(Vcpu cpu, TranslationBlock block, TranslationBlock.Region region) {
    if (block.breakpoint) {
      return false;
    }
    Assumption wrong = region.executor.worn();
    if (wrong != null) {
      block.assumptions = Assumption.without(block.assumptions, wrong);
    }
    if (wrong != null) {
      code.drop(region);
      return false;
    }
    code.use(region);
    SoftTlb tlb = tlbs[cpu.index];
    if (!tlb.holds(region.generation)) {
      if (!translations.mapped(cpu, region)) {
        if (region.refused()) {
          code.drop(region);
        }
        return false;
      }
      region.generation = tlb.generation(global(tlb, cpu.mmuIndex(), region));
      touched.executed(region);
    }
    return true;
  }

  /** True while the CPU waits for an interrupt or event that has not come. */
  static boolean asleep(Vcpu cpu) {
    int halted = cpu.getInt(StateLayout.HALTED);
    return halted == 2 || halted == 1 && !cpu.wakes();
  }
}
