package io.alexnet.ingest;

import io.alexnet.common.RgbImage;

/** The meaning of a JPEG file's samples, and the way to RGB. The arithmetic is libjpeg's. */
enum JpegColours {
  GREY,
  RGB,
  YCBCR,
  CMYK,
  YCCK;

  /** For the transform of a file without an Adobe segment. */
  static final int NO_ADOBE = -1;

  private static final int HALF = 1 << 15;

  /**
   * Decides as libjpeg does (jdapimin.c, default_decompress_parms).
   *
   * @param frame of 1, 3 or 4 components
   * @param transform of the Adobe segment, or {@link #NO_ADOBE}
   */
  static JpegColours of(JpegFrame frame, boolean hasJfif, int transform) {
    return switch (frame.components().size()) {
      case 1 -> GREY;
      case 3 -> isRgb(frame, hasJfif, transform) ? RGB : YCBCR;
      default -> transform == 0 || transform == NO_ADOBE ? CMYK : YCCK;
    };
  }

  private static boolean isRgb(JpegFrame frame, boolean hasJfif, int transform) {
    if (hasJfif || transform != NO_ADOBE) {
      return !hasJfif && transform == 0;
    }
    return frame.components().get(0).id() == 'R'
        && frame.components().get(1).id() == 'G'
        && frame.components().get(2).id() == 'B';
  }

  /**
   * @param samples as stored, pixel by pixel; given up by the caller, may become the result
   */
  byte[] toRgb(byte[] samples) {
    return switch (this) {
      case GREY -> tripled(samples);
      case RGB -> samples;
      case YCBCR -> {
        fromYcc(samples, 3);
        yield samples;
      }
      case YCCK -> {
        fromYcc(samples, 4);
        yield withoutBlack(samples, 0xff);
      }
      case CMYK -> withoutBlack(samples, 0);
    };
  }

  private static byte[] tripled(byte[] samples) {
    byte[] rgb = new byte[samples.length * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      rgb[3 * i] = samples[i];
      rgb[3 * i + 1] = samples[i];
      rgb[3 * i + 2] = samples[i];
    }
    return rgb;
  }

  /** libjpeg's fixed-point YCC to RGB (jdcolor.c), in place. */
  private static void fromYcc(byte[] samples, int stride) {
    for (int i = 0; i + 2 < samples.length; i += stride) {
      int luma = samples[i] & 0xff;
      int blueness = (samples[i + 1] & 0xff) - 128;
      int redness = (samples[i + 2] & 0xff) - 128;
      samples[i] = clamped(luma + ((91881 * redness + HALF) >> 16));
      samples[i + 1] = clamped(luma + ((-22554 * blueness - 46802 * redness + HALF) >> 16));
      samples[i + 2] = clamped(luma + ((116130 * blueness + HALF) >> 16));
    }
  }

  private static byte clamped(int level) {
    return (byte) Math.max(0, Math.min(255, level));
  }

  /**
   * CMYK to RGB as Pillow does it. The four samples are inverted, as Adobe's programs write them
   * and all others expect. No profile is applied.
   *
   * @param flip 0xff if the first three are red, green and blue rather than their complements
   */
  private static byte[] withoutBlack(byte[] samples, int flip) {
    byte[] rgb = new byte[samples.length / 4 * RgbImage.CHANNELS];
    int target = 0;
    for (int i = 0; i < samples.length; i += 4) {
      int white = samples[i + 3] & 0xff;
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        int level = (samples[i + channel] & 0xff) ^ flip;
        rgb[target++] = (byte) (white - scaled(255 - level, white));
      }
    }
    return rgb;
  }

  /** a * b / 255, rounded. */
  private static int scaled(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }
}
