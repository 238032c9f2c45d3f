package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.Statistics;

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
  private final float[] plain;
  private final float[] mirrored;

  private MeanWindow(int side, boolean moves, int patchSide, float[] plain, float[] mirrored) {
    this.side = side;
    this.moves = moves;
    this.patchSide = patchSide;
    this.plain = plain;
    this.mirrored = mirrored;
  }

  /**
   * The mean image; a row of zeros, read again and again, where the levels hold all of the mean.
   */
  static MeanWindow of(
      InputGeometry geometry, Mean mean, Statistics statistics, GreyLevels levels) {
    int side = statistics.side();
    int patch = geometry.patchSide();
    return switch (mean) {
      case RGB, IMAGENET -> {
        float[] zeros = new float[patch];
        yield new MeanWindow(0, false, patch, zeros, zeros);
      }
      case IMAGE -> {
        float[] image = scaled(statistics, levels, 0, side);
        yield new MeanWindow(side, true, patch, image, mirrored(image, side));
      }
      case CENTRAL_IMAGE -> {
        float[] image = scaled(statistics, levels, geometry.maxOffset() / 2, patch);
        yield new MeanWindow(patch, false, patch, image, image);
      }
    };
  }

  /** What {@link #index} points into; not to be written to. */
  float[] values(PatchChoice choice) {
    return choice.flip() ? mirrored : plain;
  }

  /** Where the values of a row of a patch begin; patchSide of them follow each other. */
  int index(PatchChoice choice, int channel, int row) {
    if (!moves) {
      return (channel * side + row) * side;
    }
    int left = choice.flip() ? side - patchSide - choice.left() : choice.left();
    return (channel * side + choice.top() + row) * side + left;
  }

  /** The square of {@code side} pixels that begins {@code border} pixels down and right. */
  private static float[] scaled(Statistics statistics, GreyLevels levels, int border, int side) {
    float[] whole = statistics.meanImage();
    int wholeSide = statistics.side();
    float[] scaled = new float[RgbImage.CHANNELS * side * side];
    for (int at = 0; at < scaled.length; at++) {
      int channel = at / (side * side);
      int y = at / side % side + border;
      int x = at % side + border;
      double grey = whole[(channel * wholeSide + y) * wholeSide + x];
      scaled[at] = (float) (grey * levels.gain(channel));
    }
    return scaled;
  }

  private static float[] mirrored(float[] image, int side) {
    float[] mirrored = new float[image.length];
    for (int at = 0; at < image.length; at++) {
      int x = at % side;
      mirrored[at] = image[at - x + side - 1 - x];
    }
    return mirrored;
  }
}
