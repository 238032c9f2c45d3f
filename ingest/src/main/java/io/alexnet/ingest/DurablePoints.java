package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The points to which a store can go back: the shards are forced to disk, then progress.json says
 * what they hold. That happens on a thread of its own, so that whoever writes the shards does not
 * wait for the disk. For one thread.
 */
final class DurablePoints implements AutoCloseable {
  private final PartialDirectory directory;
  private final long intervalNs;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread durable = new Thread(task, "durable-points");
            durable.setDaemon(true);
            return durable;
          });

  /** What progress.json says. */
  private UnfinishedStore durable;

  private Future<?> running = CompletableFuture.completedFuture(null);
  private long lastNs = System.nanoTime();

  /**
   * @param interval between two points; longer where the disk needs longer
   * @param durable what is on disk already
   */
  DurablePoints(PartialDirectory directory, Duration interval, UnfinishedStore durable) {
    this.directory = directory;
    this.intervalNs = interval.toNanos();
    this.durable = durable;
  }

  /**
   * Begins a point if it is time to. The shards may be written on meanwhile.
   *
   * @param progress asked for only then
   * @throws IOException if the point before it failed
   */
  void offer(Supplier<UnfinishedStore> progress) throws IOException {
    if (running.isDone() && System.nanoTime() - lastNs >= intervalNs) {
      await();
      UnfinishedStore next = progress.get();
      lastNs = System.nanoTime();
      running = thread.submit(() -> force(next));
    }
  }

  /** Makes a point before it returns. */
  void make(UnfinishedStore progress) throws IOException {
    await();
    force(progress);
  }

  private void await() throws IOException {
    try {
      running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the disk was waited for");
    }
  }

  private @Nullable Void force(UnfinishedStore progress) throws IOException {
    for (Map.Entry<String, UnfinishedStore.Split> split : progress.splits().entrySet()) {
      Set<UnfinishedStore.Shard> forced = Set.copyOf(durable.split(split.getKey()).shards());
      for (UnfinishedStore.Shard shard : split.getValue().shards()) {
        if (!forced.contains(shard)) {
          DurableFiles.force(directory.store().resolve(shard.file()));
        }
      }
    }
    directory.write(progress);
    durable = progress;
    return null;
  }

  /** Waits for the point under way: whoever comes next must find nobody writing. */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
