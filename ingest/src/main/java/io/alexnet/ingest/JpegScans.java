package io.alexnet.ingest;

/**
 * How often a JPEG file goes over its picture. Readers decode the whole picture for every scan, so
 * a small file of many scans would keep one busy for hours.
 */
final class JpegScans {
  /** Encoders write up to about 20. */
  private static final int MOST = 500;

  /** The limit for all scans together: ten of a progressive image of 100 million pixels. */
  private static final long MOST_PIXELS = 1_000_000_000;

  private static final int FIRST_FRAME = 0xc0;
  private static final int FIRST_RESTART = 0xd0;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  private JpegScans() {}

  /** One is never too many: that is for the limit on pixels to say. */
  static boolean areTooMany(int scans, long pixels) {
    return scans > MOST || (scans > 1 && scans * pixels > MOST_PIXELS);
  }

  /**
   * Counts them up to the end-of-image marker, or the file's end.
   *
   * @param first position of the first scan's marker
   */
  static int count(byte[] file, int first) {
    int scans = 0;
    int at = first;
    while (at + 3 < file.length) {
      int marker = file[at + 1] & 0xff;
      if ((file[at] & 0xff) != 0xff || marker == 0xff) {
        at++;
      } else if (marker == END_OF_IMAGE) {
        return scans;
      } else if (marker < FIRST_FRAME || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE)) {
        // Samples that happen to be 0xff, and restart markers: no segment follows.
        at += 2;
      } else {
        scans += marker == START_OF_SCAN ? 1 : 0;
        int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
        at += 2 + Math.max(2, length);
      }
    }
    return scans;
  }
}
