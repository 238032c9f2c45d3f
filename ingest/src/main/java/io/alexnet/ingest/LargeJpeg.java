package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A JPEG image too large to be held as a whole: decoded strip by strip and rescaled on the way. The
 * decoder begins at the top for every strip, so that n strips take about n / 2 times as long.
 */
final class LargeJpeg {
  private final JpegReader reader;
  private final JpegFrame frame;
  private final int rows;
  private Rescale.Strip current;

  /** After the last valid row of the current strip. */
  private int end;

  /**
   * @param pixels of a strip, at most; a row counts as one strip at least
   */
  LargeJpeg(JpegReader reader, JpegFrame frame, long pixels) {
    this.reader = reader;
    this.frame = frame;
    this.rows = (int) Math.max(1, Math.min(frame.height(), pixels / frame.width()));
    this.current = nothing();
  }

  /** A row above the image. */
  private Rescale.Strip nothing() {
    byte[] row = new byte[frame.width() * RgbImage.CHANNELS];
    return new Rescale.Strip(-1, new RgbImage(frame.width(), 1, row));
  }

  /**
   * The same bytes as the whole image gives.
   *
   * @throws IOException if the file is damaged
   */
  RgbImage toSquare(int side) throws IOException {
    try {
      RgbImage square = Rescale.toSquare(frame.width(), frame.height(), this::holding, side);
      // What lies below the square is not needed, but may be damaged.
      holding(frame.height() - 1);
      return square;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Rescale.Strip holding(int y) {
    if (y >= end) {
      // Two strips would need twice the memory.
      current = nothing();
      end = Math.min(frame.height(), y + rows);
      try {
        current = reader.rows(y, end);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return current;
  }
}
