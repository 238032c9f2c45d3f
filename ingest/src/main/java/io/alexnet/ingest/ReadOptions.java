package io.alexnet.ingest;

import io.alexnet.common.UserException;

/**
 * How files are found and read.
 *
 * @param applyExifOrientation whether a camera's note "this side up" turns the picture; off in the
 *     paper's data and in every benchmark on it
 * @param followLinks whether symbolic links may lead out of the data directory
 * @param maxPixels width x height above which a file is refused before it is decoded; half of it
 *     where a reader needs more than some three bytes a pixel: CMYK, 16 bits, alpha
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
