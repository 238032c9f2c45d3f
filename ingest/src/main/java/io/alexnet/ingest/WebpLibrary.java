package io.alexnet.ingest;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * libwebp, the bundled or the system's, which decodes lossy WebP images. TwelveMonkeys decodes
 * lossless ones as libwebp does, but shows lossy ones with other colours, and those of libwebp's
 * fastest method not at all.
 */
@SuppressWarnings("MemberName") // C names
final class WebpLibrary {
  private static final boolean PRESENT = load();

  private WebpLibrary() {}

  private static boolean load() {
    try {
      JnaPlace.require();
    } catch (IOException e) {
      return false;
    }
    try {
      BundledLibrary.load().register(WebpLibrary.class);
      return true;
    } catch (IOException | LinkageError e) {
      return loadOfSystem();
    }
  }

  private static boolean loadOfSystem() {
    try {
      Native.register(WebpLibrary.class, NativeLibrary.getInstance("webp"));
      return true;
    } catch (LinkageError e) {
      // Not installed; or JNA cannot execute its own library where it unpacks it.
      return false;
    }
  }

  static boolean isPresent() {
    return PRESENT;
  }

  /**
   * @param bitstream of one image: the body of a chunk named "VP8 "
   * @return empty if it is damaged
   */
  static Optional<RgbImage> decode(byte[] bitstream, int width, int height) {
    int row = width * RgbImage.CHANNELS;
    try (Memory data = new Memory(bitstream.length);
        Memory pixels = new Memory((long) row * height)) {
      data.write(0, bitstream, 0, bitstream.length);
      Pointer done = WebPDecodeRGBInto(data, data.size(), pixels, pixels.size(), row);
      return done == null
          ? Optional.empty()
          : Optional.of(new RgbImage(width, height, pixels.getByteArray(0, row * height)));
    }
  }

  /** Null if the data are damaged. Sizes are size_t: for 64-bit processors. */
  static native @Nullable Pointer WebPDecodeRGBInto(
      Pointer data, long dataBytes, Pointer pixels, long pixelBytes, int rowBytes);
}
