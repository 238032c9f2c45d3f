package io.alexnet.augment;

import io.alexnet.common.InputGeometry;
import java.util.random.RandomGenerator;

/**
 * What was decided about one patch: its window, whether it is mirrored, and its colour noise.
 *
 * @param left column of the window's left edge in the picture, 0 to {@link
 *     InputGeometry#maxOffset()}
 * @param top row of the window's upper edge, in the same range
 * @param flip whether left and right change places
 * @param alpha0 coefficient of the first principal component of colour; 0 for no noise
 * @param alpha1 of the second
 * @param alpha2 of the third
 */
public record PatchChoice(
    int left, int top, boolean flip, double alpha0, double alpha1, double alpha2) {

  /** A window without colour noise. */
  public static PatchChoice window(int left, int top, boolean flip) {
    return new PatchChoice(left, top, flip, 0, 0, 0);
  }

  /** The window in the middle, as it is; half a pixel up and left where the middle lies between. */
  public static PatchChoice centre(InputGeometry geometry) {
    return window(geometry.maxOffset() / 2, geometry.maxOffset() / 2, false);
  }

  /**
   * Draws, always all of it and always in this order: left, top, flip, the three coefficients. So
   * switching one kind of augmentation off leaves the others' choices as they were.
   *
   * @param random the image's own stream for this epoch; advanced
   */
  public static PatchChoice draw(
      AugmentSettings settings, InputGeometry geometry, RandomGenerator random) {
    int left = random.nextInt(geometry.maxOffset() + 1);
    int top = random.nextInt(geometry.maxOffset() + 1);
    boolean flip = random.nextBoolean();
    double strength = settings.colourNoise() == ColourNoise.NONE ? 0 : settings.noiseStrength();
    double alpha0 = strength * random.nextGaussian();
    double alpha1 = strength * random.nextGaussian();
    double alpha2 = strength * random.nextGaussian();
    int middle = geometry.maxOffset() / 2;
    return new PatchChoice(
        settings.crop() ? left : middle,
        settings.crop() ? top : middle,
        settings.flip() && flip,
        alpha0,
        alpha1,
        alpha2);
  }
}
