package io.alexnet.ingest;

import io.alexnet.common.UserException;

/**
 * How files are found and read.
 *
 * @param applyExifOrientation whether a camera's note "this side up" turns the picture; off in the
 *     paper's data and in every benchmark on it
 * @param followLinks whether symbolic links may lead out of the data directory
 * @param maxPixels width x height of the largest image that is held as a whole; half of it where a
 *     reader needs more than some three bytes a pixel: CMYK, 16 bits, alpha, WebP, TIFF. Larger
 *     files are refused before they are decoded, but for JPEG: see {@link #maxJpegPixels}
 * @param verifyChecksums whether opening a store reads all of it and compares checksums; sizes,
 *     headers and the manifest are checked always
 * @param decoder what reads JPEG files of a folder; a store's have been read
 */
public record ReadOptions(
    boolean applyExifOrientation,
    boolean followLinks,
    long maxPixels,
    boolean verifyChecksums,
    JpegDecoder decoder) {
  /**
   * Orientation ignored, links kept inside, at most 50 million pixels, checksums verified, decoded
   * by {@link JpegDecoder#JAVA}.
   */
  public static final ReadOptions DEFAULT = new ReadOptions(false, false, 50_000_000);

  /** Options with checksums verified, decoded by {@link JpegDecoder#JAVA}. */
  public ReadOptions(boolean applyExifOrientation, boolean followLinks, long maxPixels) {
    this(applyExifOrientation, followLinks, maxPixels, true, JpegDecoder.JAVA);
  }

  /**
   * @throws UserException if the decoder is not present
   */
  public ReadOptions {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, not " + maxPixels);
    }
    if (!decoder.isPresent()) {
      throw new UserException(
          "libjpeg-turbo cannot be used (%s): use --decoder java".formatted(decoder.absence()));
    }
  }

  /**
   * Width x height of the largest JPEG image that is rescaled while it is decoded: four times
   * {@link #maxPixels}, or twice if it is progressive, which takes native memory for the whole
   * image.
   */
  long maxJpegPixels(boolean progressive) {
    return (progressive ? 2 : 4) * Math.min(maxPixels, Long.MAX_VALUE / 4);
  }

  public ReadOptions withApplyExifOrientation(boolean apply) {
    return new ReadOptions(apply, followLinks, maxPixels, verifyChecksums, decoder);
  }

  public ReadOptions withFollowLinks(boolean follow) {
    return new ReadOptions(applyExifOrientation, follow, maxPixels, verifyChecksums, decoder);
  }

  public ReadOptions withMaxPixels(long pixels) {
    return new ReadOptions(applyExifOrientation, followLinks, pixels, verifyChecksums, decoder);
  }

  public ReadOptions withVerifyChecksums(boolean verify) {
    return new ReadOptions(applyExifOrientation, followLinks, maxPixels, verify, decoder);
  }

  /**
   * @throws UserException if it is not present
   */
  public ReadOptions withDecoder(JpegDecoder with) {
    return new ReadOptions(applyExifOrientation, followLinks, maxPixels, verifyChecksums, with);
  }
}
