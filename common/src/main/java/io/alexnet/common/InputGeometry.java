package io.alexnet.common;

/**
 * The three squares between a picture and the network, as side lengths in pixels.
 *
 * @param imageSide the rescaled picture (256 in the paper)
 * @param patchSide the random crop of it (224 in the paper)
 * @param inputSide the network's input: the patch at the top left, zeros right of it and below
 *     (227: the released code reads three zero columns and rows past the patch, which is how conv1
 *     comes to 55x55)
 */
public record InputGeometry(int imageSide, int patchSide, int inputSide) {
  /** The published sizes. */
  public static final InputGeometry PAPER = new InputGeometry(256, 224, 227);

  public InputGeometry {
    if (patchSide < 1 || imageSide < patchSide || inputSide < patchSide) {
      throw new IllegalArgumentException(
          "image %d, patch %d, input %d: a patch must fit into both the image and the input"
              .formatted(imageSide, patchSide, inputSide));
    }
  }

  /** The largest crop offset, inclusive: 32 in the paper, so 33 positions along each axis. */
  public int maxOffset() {
    return imageSide - patchSide;
  }

  /** Floats of one network input [3, inputSide, inputSide]. */
  public int inputLength() {
    return RgbImage.CHANNELS * inputSide * inputSide;
  }
}
