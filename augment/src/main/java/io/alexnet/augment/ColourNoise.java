package io.alexnet.augment;

/**
 * How the colours of a training image are varied along the principal components of the training
 * set's colours (section 4.1 of the paper).
 *
 * <p>With eigenvectors V (columns), eigenvalues lambda of the covariance of grey levels 0 to 255,
 * and alpha_k drawn from N(0, strength) once per image and epoch, every pixel of channel c gets the
 * same addition. None of this happens at test time.
 */
public enum ColourNoise {
  /** Nothing is added. */
  NONE,
  /**
   * The paper's formula, sum over k of V[c,k] * alpha_k * lambda_k, with pixels taken as 0 to 1 and
   * the result put back on the grey scale: V[c,k] * alpha_k * lambda_k / 255 grey levels. Read
   * literally on pixels of 0 to 255 it would be 255 times stronger and drown the picture.
   */
  PAPER,
  /**
   * What the released code does: V[c,k] * alpha_k * sqrt(lambda_k) grey levels, after which the
   * value is divided by 1 + strength to keep training data about as large as test data.
   */
  AS_RUN
}
