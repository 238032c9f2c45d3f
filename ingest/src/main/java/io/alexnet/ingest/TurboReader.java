package io.alexnet.ingest;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.alexnet.common.RgbImage;
import java.util.Optional;
import javax.imageio.IIOException;

/**
 * Plain JPEG files to square pictures: decoded by libjpeg-turbo, large ones at a half, a quarter or
 * an eighth of their size, and rescaled by {@link PackedRescale}.
 *
 * <p>Never rejects a file. What is not plain, and whatever libjpeg-turbo so much as warns of, is
 * left to {@link PictureReader}, which has the last word on damage. Native memory is the call's own
 * and given back before it returns.
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

  private TurboReader() {}

  /**
   * @return side x side pixels; empty if the file must be left to {@link PictureReader}
   */
  static Optional<RgbImage> readSquare(byte[] file, int side, ReadOptions options) {
    return PlainJpeg.of(file)
        .filter(jpeg -> jpeg.pixels() <= options.maxPixels())
        .filter(jpeg -> !JpegScans.areTooMany(jpeg.scans(), jpeg.pixels()))
        .filter(jpeg -> jpeg.shorter() <= (long) LARGEST_SCALE * LARGEST_REDUCTION * side)
        .filter(jpeg -> !options.applyExifOrientation() || isUpright(file))
        .flatMap(jpeg -> readSquare(file, jpeg, side));
  }

  private static boolean isUpright(byte[] file) {
    try {
      return JpegHeader.of(file).orientation() == ExifOrientation.UPRIGHT;
    } catch (IIOException e) {
      return false;
    }
  }

  private static Optional<RgbImage> readSquare(byte[] file, PlainJpeg size, int side) {
    int reduction = reduction(size.shorter(), side);
    int width = reduced(size.width(), reduction);
    int height = reduced(size.height(), reduction);
    long bytes = (long) width * height * PackedRescale.PIXEL_BYTES;
    try (Memory jpeg = new Memory(file.length);
        Memory pixels = new Memory(bytes)) {
      jpeg.write(0, file, 0, file.length);
      if (!decode(jpeg, pixels, width, height)) {
        return Optional.empty();
      }
      var across = Rescale.weights(size.width(), size.shorter(), reduction, side);
      var down = Rescale.weights(size.height(), size.shorter(), reduction, side);
      return Optional.of(PackedRescale.toSquare(pixels, width, across, down, side));
    }
  }

  private static int reduction(int shorter, int side) {
    int reduction = 1;
    while (reduction < LARGEST_REDUCTION && shorter >= 2L * reduction * SPARE * side) {
      reduction *= 2;
    }
    return reduction;
  }

  private static int reduced(int length, int reduction) {
    return (length + reduction - 1) / reduction;
  }

  private static boolean decode(Memory jpeg, Memory pixels, int width, int height) {
    Pointer decoder = TurboLibrary.tjInitDecompress();
    if (decoder == null) {
      throw new OutOfMemoryError("no native memory for libjpeg-turbo");
    }
    try {
      int failure =
          TurboLibrary.tjDecompress2(
              decoder,
              jpeg,
              new NativeLong(jpeg.size()),
              pixels,
              width,
              width * PackedRescale.PIXEL_BYTES,
              height,
              TurboLibrary.PIXEL_FORMAT,
              0);
      return failure == 0;
    } finally {
      TurboLibrary.tjDestroy(decoder);
    }
  }
}
