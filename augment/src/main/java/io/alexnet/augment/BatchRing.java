package io.alexnet.augment;

import java.util.Arrays;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A fixed ring of batch buffers, allocated at once: batch n is filled in buffer n modulo their
 * number, when the batch that had it before is closed. Free buffers are what drives a stream of
 * batches, so this is what bounds it.
 *
 * <p>A ring belongs to one subscription at a time. If that one was cancelled or failed, nobody may
 * have it after it: whatever still writes then writes into arrays that nobody will read.
 */
final class BatchRing {
  private final Buffer[] buffers;

  /**
   * @param buffers how many, 2 to 4
   * @param shape of each
   */
  BatchRing(int buffers, BatchShape shape) {
    this.buffers =
        IntStream.range(0, buffers).mapToObj(at -> new Buffer(shape)).toArray(Buffer[]::new);
  }

  /**
   * The buffer for batch number {@code number}, once it is free. Must be asked for one batch after
   * the other, and for the next only when this one has been received.
   */
  Mono<Buffer> lease(int number) {
    Buffer buffer = buffers[number % buffers.length];
    return buffer.free.asMono().then(Mono.fromSupplier(buffer::taken));
  }

  /** Whether every batch that was filled in it has been closed. */
  boolean isFree() {
    return Arrays.stream(buffers).noneMatch(buffer -> buffer.leased);
  }

  /** The memory of one batch. */
  static final class Buffer {
    private final BatchShape shape;
    private final float[] images;
    private final int[] labels;
    private final int[] examples;
    private Sinks.Empty<Void> free = Sinks.empty();
    private volatile boolean leased;

    private Buffer(BatchShape shape) {
      this.shape = shape;
      this.images = new float[shape.floats()];
      this.labels = new int[shape.slots()];
      this.examples = new int[shape.slots()];
      release();
    }

    float[] images() {
      return images;
    }

    int[] labels() {
      return labels;
    }

    int[] examples() {
      return examples;
    }

    int views() {
      return shape.views();
    }

    /** Where a slot's floats begin. */
    int start(int slot) {
      return slot * shape.inputLength();
    }

    /** Moves one image's slots to {@code to}, at most where they are, and labels them. */
    void keep(int from, int to, int example, int label) {
      if (from != to) {
        int length = shape.views() * shape.inputLength();
        System.arraycopy(images, start(from), images, start(to), length);
      }
      Arrays.fill(labels, to, to + shape.views(), label);
      Arrays.fill(examples, to, to + shape.views(), example);
    }

    /** Frees the buffer for the next batch; once per lease. */
    void release() {
      leased = false;
      free.tryEmitEmpty();
    }

    private Buffer taken() {
      free = Sinks.empty();
      leased = true;
      return this;
    }
  }
}
