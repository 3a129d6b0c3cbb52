package ebb.gdbstub;

import ebb.replay.TimelineStop;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A target that a server serves on a thread of its own, and that waits for a debugger. */
final class Served {
  private final GdbServer server;
  private final CompletableFuture<Optional<TimelineStop>> end;

  Served(DebugTarget target) throws IOException {
    server = new GdbServer(0, target);
    end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return server.serve(true);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofPlatform().daemon().start(task));
  }

  int port() {
    return server.port();
  }

  /** What {@link GdbServer#serve} returns, once it does. */
  Optional<TimelineStop> end() throws InterruptedException, ExecutionException, TimeoutException {
    return end.get(20, TimeUnit.SECONDS);
  }

  /** Ends it. */
  void close() throws IOException, InterruptedException, ExecutionException, TimeoutException {
    server.stop();
    end();
    server.close();
  }
}
