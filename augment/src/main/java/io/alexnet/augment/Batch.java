package io.alexnet.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Network inputs with their labels, in a buffer that is borrowed: read it, then {@link #close()} it
 * so that a later batch can be filled there.
 *
 * <p>Complete and unchanging from the moment it is received until it is closed, so any number of
 * threads may read it. Batches should be closed in the order in which they came: the buffers are
 * used in turn.
 */
public final class Batch implements AutoCloseable {
  private final BatchRing.Buffer buffer;
  private final int epoch;
  private final int step;
  private final int firstImage;
  private final int places;
  private final List<Quarantined> quarantined = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private int arrived;
  private int size;

  Batch(BatchRing.Buffer buffer, int epoch, int step, int firstImage, int places) {
    this.buffer = buffer;
    this.epoch = epoch;
    this.step = step;
    this.firstImage = firstImage;
    this.places = places;
  }

  /**
   * Slots in use, at the front of the arrays. In training always the batch size. In evaluation
   * views times images, less than the capacity in the last batch and where images were quarantined,
   * and 0 where all of them were.
   */
  public int size() {
    return size;
  }

  /**
   * The inputs themselves, not a copy: [N, 3, inputSide, inputSide] row by row, N the capacity.
   * Read only by agreement. Slots from {@link #size()} on hold anything.
   *
   * @throws IllegalStateException once the batch is closed
   */
  public float[] images() {
    requireOpen();
    return buffer.images();
  }

  /**
   * Class of each slot, [N]; otherwise as {@link #images()}.
   *
   * @throws IllegalStateException once the batch is closed
   */
  public int[] labels() {
    requireOpen();
    return buffer.labels();
  }

  /**
   * Index in the image set of the picture that each slot shows, [N]; otherwise as {@link
   * #images()}. Of a replaced image this is the replacement.
   *
   * @throws IllegalStateException once the batch is closed
   */
  public int[] examples() {
    requireOpen();
    return buffer.examples();
  }

  /** The epoch, from 0; 0 in evaluation. */
  public int epoch() {
    return epoch;
  }

  /** Number of the batch in its epoch, or in the evaluation, from 0. */
  public int step() {
    return step;
  }

  /**
   * How many images of the epoch come before this batch. In evaluation, where the order is that of
   * the image set, the index of its first image.
   */
  public int firstImage() {
    return firstImage;
  }

  /**
   * Images found unusable while this batch was filled, in the order of its slots: in training each
   * was replaced, in evaluation left out. One image may be met again in other batches and epochs.
   */
  public List<Quarantined> quarantined() {
    return List.copyOf(quarantined);
  }

  /** Gives the buffer back. Does nothing the second time. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      buffer.release();
    }
  }

  /** How many images it is filled from. */
  int places() {
    return places;
  }

  BatchRing.Buffer buffer() {
    return buffer;
  }

  /**
   * Takes in what was made of the next place; must be called for one place after the other. Closes
   * the gap that a place without image leaves.
   *
   * @return whether that was the last, so that the batch is complete
   */
  boolean arrived(Filled filled) {
    quarantined.addAll(filled.quarantined());
    if (filled.usable()) {
      int views = buffer.views();
      buffer.keep(filled.place().firstSlot(), size, filled.example(), filled.label());
      size += views;
    }
    arrived++;
    return arrived == places;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("batch %d of epoch %d is closed".formatted(step, epoch));
    }
  }
}
