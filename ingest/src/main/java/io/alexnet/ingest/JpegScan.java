package io.alexnet.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOException;

/**
 * Walks the codes of a JPEG file's scans, sequential and progressive (ITU T.81, F.2 and G.2),
 * without computing a sample. It finds where the samples of a scan end, and whether all of them are
 * there.
 */
final class JpegScan {
  private static final int BLOCK = 8;
  private static final int COEFFICIENTS = 64;
  private static final int ZERO_RUN = 15;

  private final JpegFrame frame;
  private final JpegCodes[] codes = new JpegCodes[32];
  private final List<Plane> planes = new ArrayList<>();

  private List<Plane> inScan = List.of();
  private int first;
  private int last;
  private int high;
  private int endRun;

  /** The blocks of one component. */
  private static final class Plane {
    final int id;
    final int across;
    final int down;

    /** Blocks of a row and a column that hold samples of the image. */
    final int columns;

    final int rows;

    /** Blocks of a row with those that fill up the last unit. */
    final int stride;

    /** For a progressive file, a bit for each coefficient that is not zero. */
    final long[] nonZero;

    int dc;
    int ac;

    Plane(JpegFrame frame, JpegFrame.Component component) {
      id = component.id();
      across = component.across();
      down = component.down();
      int unitsAcross = quotient(frame.width(), BLOCK * frame.mostAcross());
      int unitsDown = quotient(frame.height(), BLOCK * frame.mostDown());
      columns = quotient(frame.width() * across, BLOCK * frame.mostAcross());
      rows = quotient(frame.height() * down, BLOCK * frame.mostDown());
      stride = unitsAcross * across;
      nonZero = new long[frame.isProgressive() ? stride * unitsDown * down : 0];
    }
  }

  JpegScan(JpegFrame frame) {
    this.frame = frame;
    frame.components().forEach(component -> planes.add(new Plane(frame, component)));
  }

  private static int quotient(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Takes the body of a segment of Huffman tables. */
  void define(byte[] body) throws IOException {
    int at = 0;
    while (at + 17 <= body.length) {
      byte[] lengths = Arrays.copyOfRange(body, at + 1, at + 17);
      int count = 0;
      for (byte length : lengths) {
        count += length & 0xff;
      }
      int name = body[at];
      if (at + 17 + count > body.length || (name & 0xec) != 0) {
        throw new IIOException("damaged: bad Huffman table");
      }
      codes[name] = new JpegCodes(lengths, Arrays.copyOfRange(body, at + 17, at + 17 + count));
      at += 17 + count;
    }
  }

  /** Takes the body of a start-of-scan segment. */
  void begin(byte[] body) throws IOException {
    int count = body.length == 0 ? 0 : body[0] & 0xff;
    if (count == 0 || body.length < 4 + 2 * count) {
      throw new IIOException("damaged: bad start of a scan");
    }
    inScan = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = body[1 + 2 * i] & 0xff;
      Plane plane =
          planes.stream()
              .filter(known -> known.id == id)
              .findFirst()
              .orElseThrow(() -> new IIOException("damaged: bad start of a scan"));
      plane.dc = body[2 + 2 * i] >> 4 & 3;
      plane.ac = 16 + (body[2 + 2 * i] & 3);
      inScan.add(plane);
    }
    first = body[1 + 2 * count] & 0xff;
    last = Math.min(body[2 + 2 * count] & 0xff, COEFFICIENTS - 1);
    high = body[3 + 2 * count] >> 4 & 15;
  }

  /** How many units the scan has: blocks of its only component, or groups of blocks. */
  long units() {
    if (inScan.size() == 1) {
      return (long) inScan.get(0).columns * inScan.get(0).rows;
    }
    return (long) unitsAcross() * quotient(frame.height(), BLOCK * frame.mostDown());
  }

  private int unitsAcross() {
    return quotient(frame.width(), BLOCK * frame.mostAcross());
  }

  /**
   * Walks one restart interval.
   *
   * @param from its first unit
   * @throws IOException if codes are missing or damaged
   */
  void walk(JpegBits bits, long from, long units) throws IOException {
    endRun = 0;
    for (long unit = from; unit < from + units; unit++) {
      if (inScan.size() == 1) {
        Plane plane = inScan.get(0);
        block(bits, plane, (int) (unit / plane.columns), (int) (unit % plane.columns));
        continue;
      }
      int row = (int) (unit / unitsAcross());
      int column = (int) (unit % unitsAcross());
      for (Plane plane : inScan) {
        for (int i = 0; i < plane.across * plane.down; i++) {
          int y = row * plane.down + i / plane.across;
          block(bits, plane, y, column * plane.across + i % plane.across);
        }
      }
    }
  }

  private void block(JpegBits bits, Plane plane, int row, int column) throws IOException {
    if (!frame.isProgressive()) {
      bits.next(table(plane.dc).next(bits) & 15);
      coefficients(bits, plane);
    } else if (first == 0) {
      bits.next(high == 0 ? table(plane.dc).next(bits) & 15 : 1);
    } else if (high == 0) {
      firstBits(bits, plane, row * plane.stride + column);
    } else {
      furtherBits(bits, plane, row * plane.stride + column);
    }
  }

  private JpegCodes table(int name) throws IOException {
    JpegCodes table = codes[name];
    if (table == null) {
      throw new IIOException("damaged: a Huffman table is missing");
    }
    return table;
  }

  private void coefficients(JpegBits bits, Plane plane) throws IOException {
    for (int k = 1; k < COEFFICIENTS; k++) {
      int code = table(plane.ac).next(bits);
      if ((code & 15) == 0 && code >> 4 != ZERO_RUN) {
        return;
      }
      k += code >> 4;
      bits.next(code & 15);
    }
  }

  /** The first scan of some coefficients. */
  private void firstBits(JpegBits bits, Plane plane, int block) throws IOException {
    if (endRun > 0) {
      endRun--;
      return;
    }
    for (int k = first; k <= last; k++) {
      int code = table(plane.ac).next(bits);
      int run = code >> 4;
      if ((code & 15) == 0 && run != ZERO_RUN) {
        endRun = (1 << run) + bits.next(run) - 1;
        return;
      }
      k += run;
      if ((code & 15) != 0) {
        bits.next(code & 15);
        plane.nonZero[block] |= 1L << k;
      }
    }
  }

  /** A further bit of some coefficients. */
  private void furtherBits(JpegBits bits, Plane plane, int block) throws IOException {
    int k = first;
    while (k <= last && endRun == 0) {
      int code = table(plane.ac).next(bits);
      int run = code >> 4;
      boolean fresh = (code & 15) != 0;
      if (!fresh && run != ZERO_RUN) {
        endRun = (1 << run) + bits.next(run);
        break;
      }
      bits.next(fresh ? 1 : 0);
      k = afterZeros(bits, plane, block, k, run);
      if (fresh && k <= last) {
        plane.nonZero[block] |= 1L << k;
      }
      k++;
    }
    if (endRun > 0) {
      afterZeros(bits, plane, block, k, COEFFICIENTS);
      endRun--;
    }
  }

  /** Reads the bits of coefficients up to the zero after a number of others, and finds that one. */
  private int afterZeros(JpegBits bits, Plane plane, int block, int from, int zeros)
      throws IOException {
    int left = zeros;
    int k = from;
    for (; k <= last; k++) {
      if ((plane.nonZero[block] >> k & 1) != 0) {
        bits.next();
      } else if (left-- == 0) {
        break;
      }
    }
    return k;
  }
}
