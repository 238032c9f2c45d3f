package io.alexnet.ingest;

import java.util.Arrays;
import java.util.Optional;

/**
 * The size of a JPEG file about which no two readers differ: 8 bits, Huffman-coded, one scan or
 * progressive, grey or YCbCr, the luma at most twice as fine as the chroma along either axis, the
 * header well-formed. Strict where {@link JpegHeader} is lenient.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param components 1 if grey, else 3
 * @param chromaAcross how many pixels share a chroma sample along a row: 1 or 2
 * @param chromaDown how many do along a column
 * @param scans how many there are
 */
record PlainJpeg(
    int width, int height, int components, int chromaAcross, int chromaDown, int scans) {
  private static final byte[] ADOBE_NAME = {'A', 'd', 'o', 'b', 'e'};
  private static final int YCBCR = 1;
  private static final int PROGRESSIVE = 0xc2;

  /**
   * @return empty if the file is no such file
   */
  static Optional<PlainJpeg> of(byte[] file) {
    return new Header(file).read();
  }

  int shorter() {
    return Math.min(width, height);
  }

  long pixels() {
    return (long) width * height;
  }

  /** A length when {@code reduction} pixels become one, the last perhaps of fewer. */
  static int reduced(int length, int reduction) {
    return (length + reduction - 1) / reduction;
  }

  /** A walk from segment to segment up to the first scan. */
  private static final class Header {
    private final byte[] file;
    private int frame;
    private int width;
    private int height;
    private int components;
    private int luma;

    Header(byte[] file) {
      this.file = file;
    }

    Optional<PlainJpeg> read() {
      if (file.length < 2 || unsigned(0) != 0xff || unsigned(1) != 0xd8) {
        return Optional.empty();
      }
      int position = 2;
      while (position + 4 <= file.length && unsigned(position) == 0xff) {
        int marker = unsigned(position + 1);
        int from = position + 4;
        int end = position + 2 + unsignedShort(position + 2);
        if (end < from || end > file.length) {
          return Optional.empty();
        }
        if (marker == 0xda) {
          return isFirstScan(from, end) ? Optional.of(plain(position)) : Optional.empty();
        }
        if (!isPlain(marker, from, end)) {
          return Optional.empty();
        }
        position = end;
      }
      return Optional.empty();
    }

    private boolean isPlain(int marker, int from, int end) {
      return switch (marker) {
        case 0xc0, 0xc1, PROGRESSIVE -> frame == 0 && isFrame(marker, from, end);
        case 0xc4 -> true; // Huffman tables
        case 0xdb -> isTables(from, end);
        case 0xdd -> end - from == 2; // Restart interval
        case 0xee -> !startsWith(ADOBE_NAME, from, end) || isYcbcr(from, end);
        default -> marker == 0xfe || marker >> 4 == 0xe;
      };
    }

    private PlainJpeg plain(int firstScan) {
      return new PlainJpeg(width, height, components, luma >> 4, luma & 0xf, scans(firstScan));
    }

    private int scans(int first) {
      return frame == PROGRESSIVE ? JpegScans.count(file, first) : 1;
    }

    private boolean isFrame(int marker, int from, int end) {
      if (end - from < 9 || unsigned(from) != 8) {
        return false;
      }
      frame = marker;
      height = unsignedShort(from + 1);
      width = unsignedShort(from + 3);
      components = unsigned(from + 5);
      if (width == 0 || height == 0 || end - from != 6 + 3 * components) {
        return false;
      }
      luma = unsigned(from + 7);
      return components == 1
          ? unsigned(from + 6) == 1 && luma == 0x11
          : components == 3
              && (luma == 0x11 || luma == 0x21 || luma == 0x12 || luma == 0x22)
              && isComponent(from + 6, 1, luma)
              && isComponent(from + 9, 2, 0x11)
              && isComponent(from + 12, 3, 0x11);
    }

    private boolean isComponent(int at, int id, int sampling) {
      return unsigned(at) == id && unsigned(at + 1) == sampling;
    }

    /** Quantisation tables of 8 bits. */
    private boolean isTables(int from, int end) {
      boolean plain = (end - from) % 65 == 0;
      for (int at = from; plain && at < end; at += 65) {
        plain = unsigned(at) <= 3;
      }
      return plain;
    }

    private boolean isYcbcr(int from, int end) {
      return end - from == 12 && unsigned(from + 11) == YCBCR;
    }

    /** Whether the first scan begins what the frame announced, with every component. */
    private boolean isFirstScan(int from, int end) {
      return frame != 0 && end > from && unsigned(from) == components;
    }

    private boolean startsWith(byte[] name, int from, int end) {
      return end - from >= name.length
          && Arrays.equals(file, from, from + name.length, name, 0, name.length);
    }

    private int unsigned(int position) {
      return file[position] & 0xff;
    }

    private int unsignedShort(int position) {
      return unsigned(position) << 8 | unsigned(position + 1);
    }
  }
}
