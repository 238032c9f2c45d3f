package io.alexnet.ingest;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;

/**
 * Components of a JPEG file with half as many rows as the image and all its columns, as the chroma
 * of 4:4:0 files. libjpeg-turbo interpolates between their rows, and so do JDKs that are linked
 * with it; a JDK with libjpeg 6b of its own repeats each row. Here repeated rows become
 * interpolated ones, by libjpeg-turbo's arithmetic (jdsample.c, h1v2_fancy_upsample).
 */
final class HalvedRows {
  /** A grey column of 16 pixels whose chroma of 8 rows rises. */
  private static final String PROBE =
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4"
          + "UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj"
          + "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAQAAEDARIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAwT/"
          + "xAAVEAEBAAAAAAAAAAAAAAAAAAAAE//EABQBAQAAAAAAAAAAAAAAAAAAAAL/xAAWEQADAAAAAAAAAAAAAAAAAAAA"
          + "FWH/2gAMAwEAAhEDEQA/AHojqKmCZ0//2Q==";

  private static final int PROBE_ROWS = 16;
  private static final int PROBE_COMPONENTS = 3;

  private static final boolean REPEATED = areRepeated();

  private HalvedRows() {}

  private static boolean areRepeated() {
    byte[] file = Base64.getDecoder().decode(PROBE);
    Excerpt whole = new Excerpt(file);
    whole.add(0, file.length);
    try {
      byte[] samples =
          JpegReader.samples(
              ImageFormat.JPEG, whole, new Rectangle(0, 0, 1, PROBE_ROWS), new ArrayList<>());
      boolean repeated = true;
      for (int row = 0; row < PROBE_ROWS; row += 2) {
        int at = row * PROBE_COMPONENTS + 1;
        repeated &= samples[at] == samples[at + PROBE_COMPONENTS];
      }
      return repeated;
    } catch (IOException e) {
      throw new UncheckedIOException("the JDK's JPEG reader does not work", e);
    }
  }

  /**
   * Interpolates in place if the JDK did not.
   *
   * @param samples rows of the image from an even one on, as the JDK's reader gives them
   */
  static void interpolate(byte[] samples, JpegFrame frame) {
    for (int i = 0; REPEATED && i < frame.components().size(); i++) {
      JpegFrame.Component component = frame.components().get(i);
      if (component.across() == frame.mostAcross() && 2 * component.down() == frame.mostDown()) {
        new Plane(samples, frame, i).interpolate();
      }
    }
  }

  /** One component of interleaved samples. */
  private static final class Plane {
    private final byte[] samples;
    private final int width;
    private final int stride;
    private final int component;
    private final int rows;

    Plane(byte[] samples, JpegFrame frame, int component) {
      this.samples = samples;
      this.width = frame.width();
      this.stride = frame.components().size();
      this.component = component;
      this.rows = samples.length / width / stride;
    }

    void interpolate() {
      byte[] above = row(0);
      byte[] here = above;
      for (int y = 0; y < rows; y += 2) {
        byte[] below = y + 2 < rows ? row(y + 2) : here;
        for (int x = 0; x < width; x++) {
          int sum = 3 * (here[x] & 0xff);
          put(x, y, (sum + (above[x] & 0xff) + 1) >> 2);
          if (y + 1 < rows) {
            put(x, y + 1, (sum + (below[x] & 0xff) + 2) >> 2);
          }
        }
        above = here;
        here = below;
      }
    }

    private byte[] row(int y) {
      byte[] row = new byte[width];
      for (int x = 0; x < width; x++) {
        row[x] = samples[(y * width + x) * stride + component];
      }
      return row;
    }

    private void put(int x, int y, int level) {
      samples[(y * width + x) * stride + component] = (byte) level;
    }
  }
}
