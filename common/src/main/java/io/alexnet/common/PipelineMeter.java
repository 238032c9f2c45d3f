package io.alexnet.common;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts where the time of an image pipeline goes: how long its threads are busy, stage by stage,
 * and how long it is held back because every buffer is full. Also images that cannot be used, and
 * full batches that wait.
 *
 * <p>Any number of threads may add to it and read it. Waits for a buffer are counted of one stream
 * at a time. Costs two readings of the clock for each stage of an image.
 */
public final class PipelineMeter {
  /** For those who do not ask: added to, never read. */
  public static final PipelineMeter UNREAD = new PipelineMeter();

  private final Map<Stage, Count> counts = new EnumMap<>(Stage.class);
  private final LongAdder unturned = new LongAdder();
  private long heldBack;
  private BufferWaits stream = new BufferWaits();

  private record Count(AtomicLongArray images, LongAdder nanos, LongAdder rejected) {
    Count() {
      this(new AtomicLongArray(Spread.CLASSES), new LongAdder(), new LongAdder());
    }

    PipelineTimes.Busy busy() {
      return new PipelineTimes.Busy(Spread.of(images), nanos.sum(), rejected.sum());
    }
  }

  public PipelineMeter() {
    for (Stage stage : Stage.values()) {
      counts.put(stage, new Count());
    }
  }

  /**
   * One image has gone through a stage.
   *
   * @param from when that began, by {@link System#nanoTime}
   * @return now, when the next stage begins
   */
  public long passed(Stage stage, long from) {
    long now = System.nanoTime();
    Count count = counts.get(stage);
    if (count != null) {
      count.images.incrementAndGet(Spread.classOf(now - from));
      count.nanos.add(now - from);
    }
    return now;
  }

  /** An image came no further than this stage: it cannot be used. */
  public void rejected(Stage stage) {
    Count count = counts.get(stage);
    if (count != null) {
      count.rejected.increment();
    }
  }

  /** Images were read as they are stored, though a camera's note says to turn them. */
  public void unturned(long images) {
    unturned.add(images);
  }

  /** How many images were read so. */
  public long unturned() {
    return unturned.sum();
  }

  /** A full batch of the stream was taken by who waited for it. */
  public synchronized void taken() {
    stream.full--;
  }

  /** Full batches of the stream that wait to be taken. */
  public synchronized int full() {
    return stream.full;
  }

  /** Of a new stream, which takes the place of the one before. */
  public synchronized BufferWaits stream() {
    stream = new BufferWaits();
    return stream;
  }

  /** All that was counted so far, a wait that still lasts included. */
  public synchronized PipelineTimes sample() {
    Map<Stage, PipelineTimes.Busy> stages = new EnumMap<>(Stage.class);
    counts.forEach((stage, count) -> stages.put(stage, count.busy()));
    return new PipelineTimes(stages, heldBack + stream.lasting());
  }

  /**
   * When one stream waits for a free buffer: it wants one, and all that could be put into those it
   * has was begun. Its methods may be called on any thread.
   */
  public final class BufferWaits {
    private long since;
    private int toBegin;
    private int full;
    private boolean wanting;
    private boolean ended;

    private BufferWaits() {}

    /** The stream wants a buffer. */
    public void wanted() {
      change(true, 0);
    }

    /** It has got one. */
    public void got() {
      change(false, 0);
    }

    /** A place in a buffer was handed to the workers. */
    public void handedOut() {
      synchronized (PipelineMeter.this) {
        change(wanting, 1);
      }
    }

    /** A worker has begun with such a place. */
    public void begun() {
      synchronized (PipelineMeter.this) {
        change(wanting, -1);
      }
    }

    /** A batch is full. */
    public void full() {
      synchronized (PipelineMeter.this) {
        full++;
      }
    }

    /** It will want none any more, whatever it still says. */
    public void end() {
      synchronized (PipelineMeter.this) {
        got();
        ended = true;
      }
    }

    private void change(boolean wants, int places) {
      synchronized (PipelineMeter.this) {
        heldBack += lasting();
        since = System.nanoTime();
        wanting = wants && !ended;
        toBegin += places;
      }
    }

    private long lasting() {
      return wanting && toBegin == 0 ? System.nanoTime() - since : 0;
    }
  }
}
