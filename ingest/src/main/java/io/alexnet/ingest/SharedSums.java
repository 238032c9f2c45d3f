package io.alexnet.ingest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sums that several threads add images to at once: one {@link ImageSums} for each thread that is
 * adding, and no thread waits for another.
 */
final class SharedSums {
  private final int side;
  private final Queue<ImageSums> idle = new ConcurrentLinkedQueue<>();

  SharedSums(int side) {
    this.side = side;
  }

  /** Adds the image, if there is one, and passes it on. Safe on any number of threads. */
  Decoded adding(Decoded decoded) {
    if (decoded instanceof Decoded.Ok ok) {
      ImageSums taken = idle.poll();
      ImageSums sums = taken == null ? new ImageSums(side) : taken;
      sums.add(ok.image().pixels());
      idle.add(sums);
    }
    return decoded;
  }

  /** Adds all images of another, which is given up by the caller. */
  void add(ImageSums sums) {
    ImageSums taken = idle.poll();
    if (taken != null) {
      sums.add(taken);
    }
    idle.add(sums);
  }

  /** All that was added, fresh. Not while another thread is adding. */
  ImageSums total() {
    ImageSums total = new ImageSums(side);
    idle.forEach(total::add);
    return total;
  }
}
