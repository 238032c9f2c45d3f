package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;
import java.util.Arrays;

/**
 * The part of the arithmetic that depends on a pixel's position: a mean image, already multiplied
 * by the gain, of which every patch has a window subtracted.
 *
 * <p>A mirrored copy is kept so that mirrored patches, too, read it forwards. Immutable; safe to
 * share between threads.
 */
final class MeanWindow {
  private final int side;
  private final boolean moves;
  private final int patchSide;
  private final float[][] plain;
  private final float[][] mirrored;

  /**
   * @param side rows and columns of the mean image
   * @param moves whether the window is the patch's; else it is all there is
   * @param plain its rows, each of red, then green, then blue
   */
  private MeanWindow(int side, boolean moves, int patchSide, float[][] plain, float[][] mirrored) {
    this.side = side;
    this.moves = moves;
    this.patchSide = patchSide;
    this.plain = plain;
    this.mirrored = mirrored;
  }

  /** The mean image; zeros where the levels hold all of the mean. */
  static MeanWindow of(
      InputGeometry geometry, Mean mean, Statistics statistics, GreyLevels levels) {
    int side = statistics.side();
    int patch = geometry.patchSide();
    return switch (mean) {
      case RGB, IMAGENET -> {
        float[][] zeros = new float[patch][];
        Arrays.fill(zeros, new float[RgbImage.CHANNELS * patch]);
        yield new MeanWindow(patch, false, patch, zeros, zeros);
      }
      case IMAGE -> {
        float[][] image = scaled(statistics, levels, 0, side);
        yield new MeanWindow(side, true, patch, image, mirrored(image, side));
      }
      case CENTRAL_IMAGE -> {
        float[][] image = scaled(statistics, levels, geometry.maxOffset() / 2, patch);
        yield new MeanWindow(patch, false, patch, image, image);
      }
    };
  }

  /** Length of a row in one channel. */
  int width() {
    return side;
  }

  /**
   * Where in each channel of a row those for a patch begin; patchSide of them follow each other.
   */
  int first(PatchChoice choice) {
    if (!moves) {
      return 0;
    }
    return choice.flip() ? side - patchSide - choice.left() : choice.left();
  }

  /** What to subtract from a row of a patch: red, then green, then blue; not to be written to. */
  float[] row(PatchChoice choice, int row) {
    float[][] rows = choice.flip() ? mirrored : plain;
    return rows[moves ? choice.top() + row : row];
  }

  /** The square of {@code side} pixels that begins {@code border} pixels down and right. */
  private static float[][] scaled(Statistics statistics, GreyLevels levels, int border, int side) {
    float[] whole = statistics.meanImage();
    int wholeSide = statistics.side();
    float[][] scaled = new float[side][RgbImage.CHANNELS * side];
    for (int y = 0; y < side; y++) {
      for (int at = 0; at < scaled[y].length; at++) {
        int channel = at / side;
        int x = at % side + border;
        double grey = whole[(channel * wholeSide + y + border) * wholeSide + x];
        scaled[y][at] = (float) (grey * levels.gain(channel));
      }
    }
    return scaled;
  }

  private static float[][] mirrored(float[][] image, int side) {
    float[][] mirrored = new float[image.length][RgbImage.CHANNELS * side];
    for (int y = 0; y < image.length; y++) {
      for (int at = 0; at < mirrored[y].length; at++) {
        int x = at % side;
        mirrored[y][at] = image[y][at - x + side - 1 - x];
      }
    }
    return mirrored;
  }
}
