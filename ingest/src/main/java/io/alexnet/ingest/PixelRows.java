package io.alexnet.ingest;

import com.sun.jna.Pointer;

/**
 * Pixels in native memory, row by row: grey, or red, green and blue bytes in this order.
 *
 * @param start of the first row; up to {@link #MARGIN} bytes behind the last row may be read
 * @param rowBytes from one row to the next
 * @param pixelBytes from one pixel to the next: 1 if grey, else 3, or 4 with one that means nothing
 */
record PixelRows(Pointer start, int rowBytes, int pixelBytes) {
  static final int MARGIN = Integer.BYTES - 1;

  PixelRows {
    if (pixelBytes != 1 && pixelBytes != 3 && pixelBytes != 4) {
      throw new IllegalArgumentException("pixelBytes must be 1, 3 or 4, not " + pixelBytes);
    }
  }
}
