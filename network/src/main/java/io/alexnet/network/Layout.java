package io.alexnet.network;

import io.alexnet.common.ImageShape;

/** The order of axes inside the network: [N,H,W,C], where the rest of the project has [N,C,H,W]. */
final class Layout {
  private Layout() {}

  /** The array's shape for {@code batch} examples. */
  static long[] batch(ImageShape shape, long batch) {
    return new long[] {batch, shape.height(), shape.width(), shape.channels()};
  }
}
