package io.alexnet.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The EXIF data of a JPEG file. Data of more than 64 KB continues in further segments, and some
 * programs add segments of their own beside the camera's: the first orientation that is found
 * counts.
 */
final class ExifSegments {
  private static final byte[] NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  /** More than any camera writes. */
  private static final int MOST = 64;

  private final List<byte[]> parts = new ArrayList<>();

  /** Takes an APP1 segment's bytes after its length; ignores it if it is not EXIF. */
  void add(byte[] segment) {
    if (parts.size() < MOST
        && segment.length >= NAME.length
        && Arrays.equals(segment, 0, NAME.length - 1, NAME, 0, NAME.length - 1)) {
      parts.add(Arrays.copyOfRange(segment, NAME.length, segment.length));
    }
  }

  /** 1 to 8; 1 if there is none. */
  int orientation() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    parts.forEach(joined::writeBytes);
    return Stream.concat(Stream.of(joined.toByteArray()), parts.stream())
        .mapToInt(ExifOrientation::find)
        .filter(orientation -> orientation != ExifOrientation.NONE)
        .findFirst()
        .orElse(ExifOrientation.UPRIGHT);
  }
}
