package io.alexnet.ingest;

import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;

/**
 * The frame segment of a JPEG file.
 *
 * @param marker its code, which names the kind of coding
 * @param bits of a sample
 * @param width pixels
 * @param height pixels
 * @param components in the order of the file
 */
record JpegFrame(int marker, int bits, int width, int height, List<Component> components) {
  static final JpegFrame NONE = new JpegFrame(0, 0, 0, 0, List.of());

  private static final int PROGRESSIVE = 0xc2;
  private static final int LOSSLESS = 0xc3;
  private static final int FIRST_ARITHMETIC = 0xc9;

  /**
   * One plane of samples.
   *
   * @param id names the component in a scan
   * @param across samples along a row of the smallest unit of all components
   * @param down the same along a column
   */
  record Component(int id, int across, int down) {}

  JpegFrame {
    components = List.copyOf(components);
  }

  static boolean isStart(int marker) {
    return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * @param at position of the segment's marker
   * @param end after its last byte, at least four bytes on
   * @return {@link #NONE} if the segment is too short
   */
  static JpegFrame of(byte[] file, int at, int end) {
    int from = at + 4;
    int count = end - from < 6 ? 0 : file[from + 5] & 0xff;
    if (count == 0 || end - from < 6 + 3 * count) {
      return NONE;
    }
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int sampling = file[from + 7 + 3 * i] & 0xff;
      components.add(new Component(file[from + 6 + 3 * i] & 0xff, sampling >> 4, sampling & 15));
    }
    return new JpegFrame(
        file[at + 1] & 0xff,
        file[from] & 0xff,
        (file[from + 3] & 0xff) << 8 | (file[from + 4] & 0xff),
        (file[from + 1] & 0xff) << 8 | (file[from + 2] & 0xff),
        components);
  }

  boolean isProgressive() {
    return marker == PROGRESSIVE;
  }

  long pixels() {
    return (long) width * height;
  }

  int mostAcross() {
    return components.stream().mapToInt(Component::across).max().orElse(1);
  }

  int mostDown() {
    return components.stream().mapToInt(Component::down).max().orElse(1);
  }

  /**
   * @throws IIOException if the file has no frame, or one of a kind that is not read
   */
  void requireReadable() throws IIOException {
    if (components.isEmpty()) {
      throw new IIOException("damaged: no image after the header");
    }
    if (marker > PROGRESSIVE || bits != 8) {
      throw new IIOException(
          "a JPEG image with %s; baseline and progressive ones of 8 bits are read"
              .formatted(coding()));
    }
    if (components.size() == 2 || components.size() > 4) {
      throw new IIOException(
          "a JPEG image with %d components; 1, 3 and 4 are read".formatted(components.size()));
    }
  }

  private String coding() {
    if (marker <= PROGRESSIVE) {
      return bits + " bits";
    }
    return marker == LOSSLESS
        ? "lossless coding"
        : marker >= FIRST_ARITHMETIC ? "arithmetic coding" : "hierarchical coding";
  }
}
