package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Writes patches of pictures as network inputs: floats [3, inputSide, inputSide], row by row.
 *
 * <p>The value at channel c, row y, column x of a patch, from the pixel p (0 to 255) at row {@code
 * top + y}, column {@code left + x} of the picture (of a mirrored patch {@code left + patchSide - 1
 * - x}), is
 *
 * <pre>{@code
 * value = p * gain_c + shift_c - meanImage[c, y', x'] * gain_c
 * shift_c = (noise_c - mean_c) * gain_c
 * }</pre>
 *
 * <p>in floats from left to right, gain_c, shift_c and the last product computed in doubles and
 * rounded once. There gain_c is {@link AugmentSettings#scale()}, in training divided by 1 +
 * strength if the noise is {@link ColourNoise#AS_RUN}, and divided by 255 s_c if the mean is {@link
 * Mean#IMAGENET}; noise_c is as {@link ColourNoise} says; mean_c is 0 and (y', x') the pixel's own
 * place if the mean is {@link Mean#IMAGE}, the patch's place in the central window, unmirrored, if
 * {@link Mean#CENTRAL_IMAGE}; and otherwise mean_c is the channel's mean and nothing else is
 * subtracted. Columns and rows from patchSide to inputSide are 0.
 *
 * <p>Immutable; any number of threads may write at once, each to its own part of an array.
 */
public final class PatchWriter {
  private final InputGeometry geometry;
  private final GreyLevels levels;
  private final MeanWindow mean;

  private PatchWriter(InputGeometry geometry, Mean mean, Statistics statistics, GreyLevels levels) {
    requireSide("statistics", statistics.side(), geometry);
    this.geometry = geometry;
    this.levels = levels;
    this.mean = MeanWindow.of(geometry, mean, statistics, levels);
  }

  /**
   * A writer that adds the colour noise of a choice.
   *
   * @throws UserException if the statistics are of images of another size
   */
  public static PatchWriter training(
      InputGeometry geometry, AugmentSettings settings, Statistics statistics) {
    return new PatchWriter(
        geometry, settings.mean(), statistics, GreyLevels.training(settings, statistics));
  }

  /**
   * A writer for test time: no colour noise, whatever the choice says, and no division by 1 +
   * strength.
   *
   * @throws UserException if the statistics are of images of another size
   */
  public static PatchWriter evaluation(
      InputGeometry geometry, AugmentSettings settings, Statistics statistics) {
    return new PatchWriter(
        geometry, settings.mean(), statistics, GreyLevels.evaluation(settings, statistics));
  }

  public InputGeometry geometry() {
    return geometry;
  }

  /**
   * Writes one patch, every float of it.
   *
   * @param image imageSide x imageSide pixels
   * @param target where the input goes; only {@code target[start]} to {@code target[start +
   *     inputLength - 1]} are touched
   * @throws IllegalArgumentException if the image or the window has the wrong size
   * @throws IndexOutOfBoundsException if the input does not fit into the array at {@code start}
   */
  public void write(RgbImage image, PatchChoice choice, float[] target, int start) {
    requireFit(image, choice);
    Objects.checkFromIndexSize(start, geometry.inputLength(), target.length);
    RowWriter writer = new RowWriter(geometry.patchSide(), mean.width());
    for (int row = 0; row < geometry.patchSide(); row++) {
      read(writer, image, choice, row);
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        write(writer, choice, channel, row, target, start + channel * plane());
      }
    }
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      int below = geometry.patchSide() * geometry.inputSide();
      Arrays.fill(target, start + channel * plane() + below, start + (channel + 1) * plane(), 0);
    }
  }

  /**
   * Writes several patches of one picture one after the other.
   *
   * @param target where the inputs go, the first at {@code start}
   */
  public void writeAll(RgbImage image, List<PatchChoice> choices, float[] target, int start) {
    int at = start;
    for (PatchChoice choice : choices) {
      write(image, choice, target, at);
      at += geometry.inputLength();
    }
  }

  /** Refuses what was prepared for other settings. */
  static void requireSide(String what, int side, InputGeometry geometry) {
    if (side != geometry.imageSide()) {
      throw new UserException(
          "the %1$s are %2$dx%2$d but the settings say %3$dx%3$d: prepare the data for them"
              .formatted(what, side, geometry.imageSide()));
    }
  }

  private int plane() {
    return geometry.inputSide() * geometry.inputSide();
  }

  private void read(RowWriter writer, RgbImage image, PatchChoice choice, int row) {
    byte[] pixels = image.pixels();
    int from = ((choice.top() + row) * image.width() + choice.left()) * RgbImage.CHANNELS;
    int end = from + geometry.patchSide() * RgbImage.CHANNELS;
    if (end == pixels.length) {
      // The picture's very last row: the loop needs a byte beyond it.
      pixels = Arrays.copyOfRange(pixels, from, end + 1);
      from = 0;
    }
    writer.read(pixels, from, choice.flip(), mean.first(choice));
  }

  /** One row of one channel, and the zeros right of it. */
  private void write(
      RowWriter writer, PatchChoice choice, int channel, int row, float[] target, int plane) {
    int at = plane + row * geometry.inputSide();
    writer.write(
        channel,
        (float) levels.gain(channel),
        (float) levels.shift(channel, choice),
        mean.row(choice, row),
        mean.first(choice),
        target,
        at);
    Arrays.fill(target, at + geometry.patchSide(), at + geometry.inputSide(), 0);
  }

  private void requireFit(RgbImage image, PatchChoice choice) {
    int side = geometry.imageSide();
    if (image.width() != side || image.height() != side) {
      throw new IllegalArgumentException(
          "needs an image of %dx%d, not %dx%d"
              .formatted(side, side, image.width(), image.height()));
    }
    int most = geometry.maxOffset();
    if (choice.left() < 0 || choice.left() > most || choice.top() < 0 || choice.top() > most) {
      throw new IllegalArgumentException(
          "left and top must be 0 to %d, not %d and %d"
              .formatted(most, choice.left(), choice.top()));
    }
  }
}
