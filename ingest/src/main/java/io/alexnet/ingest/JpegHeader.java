package io.alexnet.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * What a JPEG file says before its first scan, and the file without what does not concern its
 * pixels.
 *
 * <p>Dropped are comments and all application segments but JFIF and Adobe: those two say which
 * colour space the samples are in. So no colour profile is applied (as in Pillow and torchvision),
 * and damaged metadata cannot spoil a sound picture. Files that no reader here decodes, or not in
 * any reasonable time, are told by it.
 */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int COMMENT = 0xfe;
  private static final int ADOBE = 0xee;
  private static final int PROGRESSIVE = 0xc2;

  /** Of what is kept before the first scan. Tables come to 3 KiB. */
  private static final int LARGEST = 1 << 16;

  private static final byte[] ADOBE_NAME = ascii("Adobe");
  private static final byte[] JFIF_NAME = ascii("JFIF\0");
  private static final byte[] EXIF_NAME = ascii("Exif\0\0");

  private final byte[] file;
  private final Excerpt kept;
  private int frame;
  private int bits;
  private long pixels;
  private int components;
  private int scans;
  private int adobeTransform;
  private int orientation = ExifOrientation.UPRIGHT;
  private boolean complete;

  /**
   * @param file at least the two bytes of the start-of-image marker
   */
  JpegHeader(byte[] file) {
    this.file = file;
    this.kept = new Excerpt(file);
    kept.add(0, 2);
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
      kept.add(start, file.length);
      scans = frame == PROGRESSIVE || isPartial(position) ? JpegScans.count(file, start) : 1;
      complete = true;
      return -1;
    }
    int end = position + 1 + unsignedShort(position + 1);
    if (end < position + 3 || end > file.length || kept.length() > LARGEST) {
      return -1;
    }
    if (concernsPixels(marker, position + 3, end)) {
      kept.add(start, end);
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
      frame = marker;
      bits = unsigned(from);
      pixels = (long) unsignedShort(from + 1) * unsignedShort(from + 3);
      components = unsigned(from + 5);
    }
    return marker != COMMENT && (marker & 0xf0) != 0xe0;
  }

  /** Whether a scan holds some of the components only, so that others follow. */
  private boolean isPartial(int scan) {
    return scan + 3 < file.length && unsigned(scan + 3) < components;
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

  private int unsignedShort(int position) {
    return unsigned(position) << 8 | unsigned(position + 1);
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

  /**
   * The file without its metadata.
   *
   * @throws IIOException if it is of a kind that is not read, would take too long, or has no
   *     picture
   */
  Excerpt withoutMetadata() throws IIOException {
    if (!complete) {
      throw new IIOException("damaged: no picture after the header");
    }
    if (frame != 0 && (frame > PROGRESSIVE || bits != 8)) {
      throw new IIOException(
          "JPEG of kind %d with %d bits; baseline and progressive ones of 8 bits are read"
              .formatted(frame & 0xf, bits));
    }
    if (JpegScans.areTooMany(scans, pixels)) {
      throw new IIOException("%d scans of %d pixels take too long".formatted(scans, pixels));
    }
    return kept;
  }
}
