package ebb.runtime;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Compiles regions on a background thread; results are installed by the guest thread at a safe
 * point. What is installed when never shows in the guest's state.
 */
final class RegionQueue implements AutoCloseable {
  private record Request(
      TranslationBlock head,
      List<Block> blocks,
      TranslationBlock[] members,
      Set<Assumption> assumptions,
      int epoch) {}

  private record Result(Request request, Executor executor) {}

  private static final int MAX_WAITING = 512;

  private final CodeCache code;
  private final RegionTranslator translator;
  private final boolean background;
  private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private int epoch;
  private long installed;
  private volatile Throwable failure;

  RegionQueue(CodeCache code, RegionTranslator translator, boolean background) {
    this.code = code;
    this.translator = translator;
    this.background = background;
    if (translator != null && background) {
      thread = Thread.ofPlatform().daemon().name("ebb-translator").start(this::work);
    } else {
      thread = null;
    }
  }

  RegionTranslator translator() {
    return translator;
  }

  boolean enabled() {
    return translator != null;
  }

  /** Regions installed so far. */
  long installed() {
    return installed;
  }

  void submit(TranslationBlock head, List<Block> blocks, TranslationBlock[] members) {
    Request request = new Request(head, blocks, members, head.assumptions, epoch);
    if (!background) {
      install(compile(request));
    } else if (!requests.offer(request)) {
      head.interpreter.entries = 0;
    }
  }

  private Result compile(Request request) {
    CodeEvents.RegionCompiled event = new CodeEvents.RegionCompiled();
    event.begin();
    Executor executor = translator.compile(request.blocks, request.assumptions);
    event.pc = request.head.pc();
    event.blocks = request.members.length;
    event.possible = executor != null;
    event.commit();
    return new Result(request, executor);
  }

  /** Installs what has been compiled since the last call. */
  void drain() {
    if (failure != null) {
      throw new IllegalStateException("the region compiler failed", failure);
    }
    for (Result result = results.poll(); result != null; result = results.poll()) {
      install(result);
    }
  }

  /** Lets no region through that was formed before now. */
  void discardPending() {
    epoch++;
  }

  private void install(Result result) {
    if (result.executor == null || result.request.epoch != epoch) {
      return;
    }
    TranslationBlock.Region region =
        new TranslationBlock.Region(result.executor, result.request.members, result.request.blocks);
    if (code.install(region)) {
      installed++;
      CodeEvents.RegionInstalled event = new CodeEvents.RegionInstalled();
      event.pc = result.request.head.pc();
      event.blocks = region.blocks.length;
      event.commit();
    }
  }

  private void work() {
    try {
      while (true) {
        Request request = requests.take();
        results.add(compile(request));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error broken) {
      failure = broken;
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
