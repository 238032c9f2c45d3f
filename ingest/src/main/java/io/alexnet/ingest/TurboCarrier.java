package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.util.Optional;
import java.util.function.Function;

/**
 * A copy of libjpeg-turbo that can be called. Every copy gives the same pixels: accurate integer
 * transform, smooth chroma. Safe on any number of threads.
 */
interface TurboCarrier {
  /**
   * Decodes a file into native memory, which belongs to the call.
   *
   * @param jpeg header of the file
   * @param reduction 1, 2, 4 or 8: how many pixels, along either axis, become one
   * @param use applied to the pixels while their memory is valid
   * @return empty if libjpeg-turbo reports an error or a warning
   */
  Optional<RgbImage> decode(
      byte[] file, PlainJpeg jpeg, int reduction, Function<PixelRows, RgbImage> use);

  /** Such as "libjpeg-turbo 2 (/usr/lib/x86_64-linux-gnu/libturbojpeg.so.0.2.0)". */
  String describe();
}
