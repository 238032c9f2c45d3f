package io.alexnet.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a JPEG file says before its first scan, and the file without what does not concern its
 * pixels.
 *
 * <p>Dropped are comments and all application segments but JFIF and Adobe: those two say which
 * colour space the samples are in. So no colour profile is applied (as in Pillow and torchvision),
 * and damaged metadata cannot spoil a sound picture. Trusted for nothing else: sizes are the
 * reader's business.
 */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int COMMENT = 0xfe;
  private static final int ADOBE = 0xee;
  private static final byte[] ADOBE_NAME = ascii("Adobe");
  private static final byte[] JFIF_NAME = ascii("JFIF\0");
  private static final byte[] EXIF_NAME = ascii("Exif\0\0");

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int components;
  private int adobeTransform;
  private int orientation = ExifOrientation.UPRIGHT;
  private boolean complete;

  /**
   * @param file at least the two bytes of the start-of-image marker
   */
  JpegHeader(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    int position = 2;
    while (position >= 0) {
      position = segment(position);
    }
  }

  /** Reads one segment; gives the position of the next, or -1 at the first scan or at nonsense. */
  private int segment(int start) {
    int position = start;
    while (position < file.length && unsigned(position) == 0xff) {
      position++;
    }
    if (position == start || position + 2 >= file.length) {
      return -1;
    }
    int marker = unsigned(position);
    if (marker == START_OF_SCAN) {
      kept.write(file, start, file.length - start);
      complete = true;
      return -1;
    }
    int end = position + 1 + (unsigned(position + 1) << 8 | unsigned(position + 2));
    if (end < position + 3 || end > file.length) {
      return -1;
    }
    if (concernsPixels(marker, position + 3, end)) {
      kept.write(file, start, end - start);
    }
    return end;
  }

  private boolean concernsPixels(int marker, int from, int to) {
    if (marker == 0xe0) {
      return startsWith(JFIF_NAME, from, to);
    } else if (marker == ADOBE && startsWith(ADOBE_NAME, from, to) && to - from >= 12) {
      adobeTransform = unsigned(from + 11);
      return true;
    } else if (marker == 0xe1 && startsWith(EXIF_NAME, from, to)) {
      orientation = ExifOrientation.find(Arrays.copyOfRange(file, from + EXIF_NAME.length, to));
      return false;
    } else if (isStartOfFrame(marker) && to - from >= 6) {
      components = unsigned(from + 5);
    }
    return marker != COMMENT && (marker & 0xf0) != 0xe0;
  }

  private static boolean isStartOfFrame(int marker) {
    return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private boolean startsWith(byte[] name, int from, int to) {
    return to - from >= name.length
        && Arrays.equals(file, from, from + name.length, name, 0, name.length);
  }

  private int unsigned(int position) {
    return file[position] & 0xff;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Samples per pixel; 0 if the header says nothing of it. */
  int components() {
    return components;
  }

  /** Whether four components are YCCK rather than CMYK. */
  boolean isYcck() {
    return adobeTransform == 2;
  }

  /** EXIF orientation, 1 to 8; 1 where there is none or it is damaged. */
  int orientation() {
    return orientation;
  }

  /** The file without its metadata; the file as it is if its header makes no sense. */
  byte[] withoutMetadata() {
    return complete ? kept.toByteArray() : file;
  }
}
