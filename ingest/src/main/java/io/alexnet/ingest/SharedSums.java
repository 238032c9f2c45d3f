package io.alexnet.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sums that several threads add images to at once: one {@link ImageSums} for each thread that is
 * adding, and no thread waits while another adds. Fewer than {@link ImageSums#MOST_AT_ONCE} images
 * are kept until there are enough to be added together.
 */
final class SharedSums {
  private final int side;
  private final Queue<ImageSums> idle = new ConcurrentLinkedQueue<>();
  private List<byte[]> waiting = new ArrayList<>();

  SharedSums(int side) {
    this.side = side;
  }

  /** Adds the image, if there is one, and passes it on. Safe on any number of threads. */
  Decoded adding(Decoded decoded) {
    if (decoded instanceof Decoded.Ok ok) {
      List<byte[]> together = with(ok.image().pixels());
      if (!together.isEmpty()) {
        ImageSums taken = idle.poll();
        ImageSums sums = taken == null ? new ImageSums(side) : taken;
        sums.add(together);
        idle.add(sums);
      }
    }
    return decoded;
  }

  /** Those that waited and this one if they are enough; else none, and it waits too. */
  private synchronized List<byte[]> with(byte[] pixels) {
    waiting.add(pixels);
    if (waiting.size() < ImageSums.MOST_AT_ONCE) {
      return List.of();
    }
    List<byte[]> enough = waiting;
    waiting = new ArrayList<>();
    return enough;
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
  synchronized ImageSums total() {
    ImageSums total = new ImageSums(side);
    total.add(waiting);
    idle.forEach(total::add);
    return total;
  }
}
