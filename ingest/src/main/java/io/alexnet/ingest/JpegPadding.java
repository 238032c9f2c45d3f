package io.alexnet.ingest;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * The scans of a JPEG file without the bytes that some cameras write between a scan's samples and
 * the marker after them. Bytes are taken for padding only if the samples before them are all there:
 * each restart interval is walked code by code.
 */
final class JpegPadding {
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int FIRST_RESTART = 0xd0;
  private static final int RESTARTS = 8;

  /** So many equal bytes that are not zero are no samples. */
  private static final int ENOUGH = 4;

  private final byte[] file;
  private final JpegHeader header;
  private final JpegScan scan;
  private final Excerpt kept;
  private int restartInterval;

  private JpegPadding(byte[] file, JpegHeader header) {
    this.file = file;
    this.header = header;
    this.scan = new JpegScan(header.frame());
    this.kept = new Excerpt(file);
  }

  /**
   * Walks all scans.
   *
   * @return the file from its first scan on, without padding
   * @throws IOException if samples are missing or damaged
   */
  static Excerpt removed(byte[] file, JpegHeader header) throws IOException {
    return new JpegPadding(file, header).removed();
  }

  private Excerpt removed() throws IOException {
    byte[] tables = header.beforeScans().bytes();
    segments(tables, 2, new Excerpt(tables));
    segments(file, header.firstScan(), kept);
    return kept;
  }

  /** Reads segments up to the end-of-image marker, or the end of the bytes if they have no scan. */
  private void segments(byte[] bytes, int from, Excerpt target) throws IOException {
    int at = from;
    while (at < bytes.length) {
      at = JpegHeader.nextMarker(bytes, at);
      int marker = bytes[at + 1] & 0xff;
      if (marker == END_OF_IMAGE) {
        target.add(at, at + 2);
        return;
      }
      int end = at + 4 > bytes.length ? 0 : at + 2 + JpegHeader.unsignedShort(bytes, at + 2);
      if (end < at + 4 || end > bytes.length) {
        throw new IIOException("damaged: a segment does not end within the file");
      }
      target.add(at, end);
      byte[] body = Arrays.copyOfRange(bytes, at + 4, end);
      if (marker == HUFFMAN_TABLES) {
        scan.define(body);
      } else if (marker == RESTART_INTERVAL && body.length == 2) {
        restartInterval = JpegHeader.unsignedShort(body, 0);
      } else if (marker == START_OF_SCAN) {
        scan.begin(body);
        end = samples(end);
      }
      at = end;
    }
  }

  /** Walks the intervals of one scan; returns the position of the marker after it. */
  private int samples(int from) throws IOException {
    long left = scan.units();
    int at = from;
    for (int interval = 0; ; interval++) {
      long units = restartInterval == 0 ? left : Math.min(left, restartInterval);
      JpegBits bits = new JpegBits(file, at);
      scan.walk(bits, left == scan.units() ? 0 : scan.units() - left, units);
      left -= units;
      kept.add(at, bits.end());
      int marker = JpegHeader.nextMarker(file, bits.end());
      requirePadding(bits.end(), marker);
      if (left == 0) {
        return marker;
      }
      if ((file[marker + 1] & 0xff) != FIRST_RESTART + interval % RESTARTS) {
        throw new IIOException("damaged: a restart marker is missing");
      }
      kept.add(marker, marker + 2);
      at = marker + 2;
    }
  }

  /** Fill bytes may stand before any marker. */
  private void requirePadding(int from, int marker) throws IOException {
    int to = marker;
    while (to > from && file[to - 1] == (byte) 0xff) {
      to--;
    }
    for (int at = from; at < to; at++) {
      if (file[at] != file[from] || (file[from] != 0 && to - from < ENOUGH)) {
        throw new IIOException("damaged: %d bytes too many before a marker".formatted(to - from));
      }
    }
  }
}
