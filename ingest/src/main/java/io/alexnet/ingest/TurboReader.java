package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.util.Optional;
import javax.imageio.IIOException;

/**
 * Plain JPEG files to square pictures: decoded by libjpeg-turbo, large ones at a half, a quarter or
 * an eighth of their size, and rescaled by {@link PackedRescale}.
 *
 * <p>Never rejects a file. Hands every unusual file, and every file that libjpeg-turbo warns about,
 * to {@link PictureReader}, which alone rejects. Native memory is the call's own and freed before
 * it returns. Safe on any number of threads.
 */
final class TurboReader {
  /** Reductions that libjpeg-turbo has vector code for are powers of two up to this. */
  private static final int LARGEST_REDUCTION = 8;

  /**
   * A reduced picture keeps this many pixels for each that is wanted, along either axis. With 1,
   * and so no filter after the decoder's, photographs came out up to 5 grey levels off; with 2,
   * 1.5.
   */
  private static final int SPARE = 2;

  /** Beyond this many pixels for each, weights of eight bits are too coarse. */
  private static final int LARGEST_SCALE = 16;

  /** Beyond these libtiff, which the bundled copy is called by, refuses progressive files. */
  private static final long MOST_PROGRESSIVE_PIXELS = 16_000_000;

  private static final int MOST_SCANS = 100;

  private final TurboCarrier carrier;

  TurboReader(TurboCarrier carrier) {
    this.carrier = carrier;
  }

  /**
   * @return side x side pixels; empty if the file must be left to {@link PictureReader}
   */
  Optional<RgbImage> readSquare(byte[] file, int side, ReadOptions options) {
    return PlainJpeg.of(file)
        .filter(jpeg -> jpeg.pixels() <= options.maxJpegPixels(jpeg.scans() > 1))
        .filter(jpeg -> !JpegScans.areTooMany(jpeg.scans(), jpeg.pixels()))
        .filter(TurboReader::isReadByEveryCarrier)
        .filter(jpeg -> jpeg.shorter() <= (long) LARGEST_SCALE * LARGEST_REDUCTION * side)
        .filter(jpeg -> !options.applyExifOrientation() || isUpright(file))
        .flatMap(jpeg -> readSquare(file, jpeg, side));
  }

  private static boolean isReadByEveryCarrier(PlainJpeg jpeg) {
    return jpeg.scans() == 1
        || (jpeg.scans() <= MOST_SCANS && jpeg.pixels() <= MOST_PROGRESSIVE_PIXELS);
  }

  private static boolean isUpright(byte[] file) {
    try {
      return JpegHeader.of(file).orientation() == ExifOrientation.UPRIGHT;
    } catch (IIOException e) {
      return false;
    }
  }

  private Optional<RgbImage> readSquare(byte[] file, PlainJpeg jpeg, int side) {
    int reduction = reduction(jpeg.shorter(), side);
    var across = Rescale.weights(jpeg.width(), jpeg.shorter(), reduction, side);
    var down = Rescale.weights(jpeg.height(), jpeg.shorter(), reduction, side);
    return carrier.decode(
        file, jpeg, reduction, pixels -> PackedRescale.toSquare(pixels, across, down, side));
  }

  private static int reduction(int shorter, int side) {
    int reduction = 1;
    while (reduction < LARGEST_REDUCTION && shorter >= 2L * reduction * SPARE * side) {
      reduction *= 2;
    }
    return reduction;
  }
}
