package io.alexnet.ingest;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/** Segments that a JPEG file may lack. */
final class JpegTables {
  /** Declares samples to be grey or YCbCr. */
  static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private JpegTables() {}

  /** The tables of ITU T.81, annex K.3, which the frames of motion JPEG leave out. */
  static byte[] standardHuffmanTables() {
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    add(tables, 0x00, JPEGHuffmanTable.StdDCLuminance);
    add(tables, 0x01, JPEGHuffmanTable.StdDCChrominance);
    add(tables, 0x10, JPEGHuffmanTable.StdACLuminance);
    add(tables, 0x11, JPEGHuffmanTable.StdACChrominance);
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc4});
    segment.write((tables.size() + 2) >> 8);
    segment.write(tables.size() + 2);
    segment.writeBytes(tables.toByteArray());
    return segment.toByteArray();
  }

  /**
   * @param name class (0 for DC, 1 for AC) and number, four bits each
   */
  private static void add(ByteArrayOutputStream tables, int name, JPEGHuffmanTable table) {
    tables.write(name);
    short[] lengths = table.getLengths();
    for (int i = 0; i < 16; i++) {
      tables.write(i < lengths.length ? lengths[i] : 0);
    }
    for (short value : table.getValues()) {
      tables.write(value);
    }
  }
}
