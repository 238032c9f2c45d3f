package io.alexnet.augment;

/** What is subtracted from the pixels of a patch, in training and in evaluation. */
public enum Mean {
  /**
   * The mean image of the training set, at the patch's own window, mirrored along with the pixels.
   */
  IMAGE,
  /**
   * The central window of the mean image, whatever window the patch has and never mirrored: what
   * the released code does.
   */
  CENTRAL_IMAGE,
  /** One number per channel: the training set's mean red, green and blue. */
  RGB,
  /**
   * The convention of later networks: (pixel / 255 - m) / s with m = (0.485, 0.456, 0.406) and s =
   * (0.229, 0.224, 0.225); takes nothing from the training set.
   */
  IMAGENET;

  /** Whether a pixel of a picture has the same value in every window that shows it. */
  public boolean sameInEveryWindow() {
    return this != CENTRAL_IMAGE;
  }
}
