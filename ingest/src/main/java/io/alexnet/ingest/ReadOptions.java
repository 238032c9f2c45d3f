package io.alexnet.ingest;

/**
 * How files are found and read.
 *
 * @param applyExifOrientation whether a camera's note "this side up" turns the picture; off in the
 *     paper's data and in every benchmark on it
 * @param followLinks whether symbolic links may lead out of the data directory
 * @param maxPixels width x height above which a file is refused before it is decoded
 * @param verifyChecksums whether opening a store compares the SHA-256 of every file; sizes, headers
 *     and the manifest are checked always
 */
public record ReadOptions(
    boolean applyExifOrientation, boolean followLinks, long maxPixels, boolean verifyChecksums) {
  /** Orientation ignored, links kept inside, at most 50 million pixels, checksums verified. */
  public static final ReadOptions DEFAULT = new ReadOptions(false, false, 50_000_000);

  /** Options with checksums verified. */
  public ReadOptions(boolean applyExifOrientation, boolean followLinks, long maxPixels) {
    this(applyExifOrientation, followLinks, maxPixels, true);
  }

  public ReadOptions {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, not " + maxPixels);
    }
  }

  public ReadOptions withApplyExifOrientation(boolean apply) {
    return new ReadOptions(apply, followLinks, maxPixels, verifyChecksums);
  }

  public ReadOptions withFollowLinks(boolean follow) {
    return new ReadOptions(applyExifOrientation, follow, maxPixels, verifyChecksums);
  }

  public ReadOptions withMaxPixels(long pixels) {
    return new ReadOptions(applyExifOrientation, followLinks, pixels, verifyChecksums);
  }

  public ReadOptions withVerifyChecksums(boolean verify) {
    return new ReadOptions(applyExifOrientation, followLinks, maxPixels, verify);
  }
}
