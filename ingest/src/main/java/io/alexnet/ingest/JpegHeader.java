package io.alexnet.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * The segments of a JPEG file before its first scan, and an excerpt of the file that a reader has
 * nothing to warn about.
 *
 * <p>Segments are found as libjpeg finds them: any number of fill bytes, and bytes that belong to
 * no segment, may stand before a marker. The excerpt has neither. It has no comments and no
 * application segments: no colour profile is applied (as in Pillow and torchvision), damaged
 * metadata cannot spoil a sound image, and the colour space is decided here.
 */
final class JpegHeader {
  /** Bytes of kept segments before the first scan. Tables take 3 KiB. */
  private static final int LARGEST = 1 << 16;

  private static final int STUFFED_ZERO = 0;
  private static final int STANDS_ALONE = 0x01;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int JFIF = 0xe0;
  private static final int EXIF = 0xe1;
  private static final int ADOBE = 0xee;
  private static final int COMMENT = 0xfe;

  private static final int JFIF_BYTES = 14;
  private static final int ADOBE_BYTES = 12;
  private static final byte[] JFIF_NAME = ascii("JFIF\0");
  private static final byte[] ADOBE_NAME = ascii("Adobe");

  private final byte[] file;
  private final ExifSegments exif = new ExifSegments();

  /** Tables, frame and restart interval. */
  private final Excerpt kept;

  private JpegFrame frame = JpegFrame.NONE;
  private boolean hasJfif;
  private int adobeTransform = JpegColours.NO_ADOBE;

  /** Position of the first scan's marker; 0 until it is found. */
  private int firstScan;

  private JpegHeader(byte[] file) {
    this.file = file;
    this.kept = new Excerpt(file);
  }

  /**
   * @param file at least the two bytes of the start-of-image marker
   * @throws IIOException if there is no image after the header, or one of a kind that is not read
   */
  static JpegHeader of(byte[] file) throws IIOException {
    JpegHeader header = new JpegHeader(file);
    int position = 2;
    while (header.firstScan == 0) {
      position = header.segment(position);
    }
    header.frame.requireReadable();
    return header;
  }

  /** Reads the next segment; returns where it ends. */
  private int segment(int from) throws IIOException {
    int at = nextMarker(file, from);
    int marker = unsigned(at + 1);
    if (marker == STANDS_ALONE || (marker >= FIRST_RESTART && marker <= LAST_RESTART)) {
      return at + 2;
    }
    int end = at + 4 > file.length ? 0 : at + 2 + unsignedShort(file, at + 2);
    boolean known = marker >= 0xc0 && marker != START_OF_IMAGE && marker != END_OF_IMAGE;
    if (!known || end < at + 4 || end > file.length || kept.length() > LARGEST) {
      throw noImage();
    }
    if (marker == START_OF_SCAN) {
      firstScan = at;
    } else if (marker >= JFIF) {
      application(marker, at + 4, end);
    } else {
      table(marker, at, end);
    }
    return end;
  }

  /**
   * Where the next marker begins, with the last 0xff before its code.
   *
   * @throws IIOException if there is none
   */
  static int nextMarker(byte[] file, int from) throws IIOException {
    for (int at = from; at + 1 < file.length; at++) {
      if (file[at] == (byte) 0xff && file[at + 1] != (byte) 0xff && file[at + 1] != STUFFED_ZERO) {
        return at;
      }
    }
    throw new IIOException("damaged: the file ends before the image does");
  }

  private static IIOException noImage() {
    return new IIOException("damaged: no image after the header");
  }

  private void application(int marker, int from, int end) {
    if (marker == JFIF && end - from >= JFIF_BYTES && startsWith(JFIF_NAME, from)) {
      hasJfif = true;
    } else if (marker == ADOBE && end - from >= ADOBE_BYTES && startsWith(ADOBE_NAME, from)) {
      adobeTransform = unsigned(from + 11);
    } else if (marker == EXIF) {
      exif.add(Arrays.copyOfRange(file, from, end));
    } else if (marker > 0xef && marker != COMMENT) {
      // JPEG-LS and other extensions: the reader knows none of them.
      kept.add(from - 4, end);
    }
  }

  private void table(int marker, int at, int end) {
    if (JpegFrame.isStart(marker)) {
      frame = JpegFrame.of(file, at, end);
    }
    kept.add(at, end);
  }

  private boolean startsWith(byte[] name, int from) {
    return Arrays.equals(file, from, from + name.length, name, 0, name.length);
  }

  private int unsigned(int position) {
    return file[position] & 0xff;
  }

  static int unsignedShort(byte[] bytes, int position) {
    return (bytes[position] & 0xff) << 8 | (bytes[position + 1] & 0xff);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  JpegFrame frame() {
    return frame;
  }

  /** The colour space of the samples, as libjpeg decides (jdapimin.c). */
  JpegColours colours() {
    return JpegColours.of(frame, hasJfif, adobeTransform);
  }

  /** EXIF orientation, 1 to 8; 1 if there is none or it is damaged. */
  int orientation() {
    return exif.orientation();
  }

  /** How often the file goes over its image. */
  int scans() {
    boolean single = !frame.isProgressive() && firstScanComponents() >= frame.components().size();
    return single ? 1 : JpegScans.count(file, firstScan);
  }

  private int firstScanComponents() {
    return firstScan + 4 < file.length ? unsigned(firstScan + 4) : 0;
  }

  /** Position of the first scan's marker in the file. */
  int firstScan() {
    return firstScan;
  }

  /**
   * The file without metadata and without bytes between segments, up to its first scan, to which
   * the caller adds the scans. Its samples are declared to be YCbCr whatever they are: for a reader
   * that returns them raw.
   */
  Excerpt beforeScans() {
    Excerpt excerpt = new Excerpt(file);
    excerpt.add(0, 2);
    if (frame.components().size() < 4) {
      excerpt.add(JpegTables.JFIF);
    }
    if (!frame.isProgressive()) {
      // Motion JPEG has no tables; libjpeg-turbo puts these in the place of any that is missing.
      excerpt.add(JpegTables.standardHuffmanTables());
    }
    excerpt.add(kept);
    return excerpt;
  }
}
