package io.alexnet.train.track;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: scalars by step. A process writes one of its own, begun with its first
 * figures, so that nobody goes on behind a record that a crash has torn.
 *
 * <p>A record is its length (8 bytes), a checksum of that (4), an Event as protobuf, a checksum of
 * that (4), all little-endian (TensorFlow, record_writer.cc). The first Event names the version of
 * the format. One with a SessionLog of status START tells readers to forget what they have from its
 * step on: it stands before the first figures, and before those of a step that was taken already.
 */
final class EventFile {
  // Fields of event.proto and summary.proto: number and wire type.
  private static final int WALL_TIME = 1 << 3 | Proto.FIXED64;
  private static final int STEP = 2 << 3 | Proto.VARINT;
  private static final int FILE_VERSION = 3 << 3 | Proto.BYTES;
  private static final int SUMMARY = 5 << 3 | Proto.BYTES;
  private static final int SESSION_LOG = 7 << 3 | Proto.BYTES;
  private static final int STATUS = 1 << 3 | Proto.VARINT;
  private static final int VALUE = 1 << 3 | Proto.BYTES;
  private static final int TAG = 1 << 3 | Proto.BYTES;
  private static final int SIMPLE_VALUE = 2 << 3 | Proto.FIXED32;

  private static final String VERSION = "brain.Event:2";
  private static final int START = 1;
  private static final double MILLIS = 1e3;

  private final Path run;
  private final String host;
  private final Clock clock;
  private Optional<Path> file = Optional.empty();
  private long last;

  /**
   * @param run the directory it is to be in
   * @param host a part of its name
   */
  EventFile(Path run, String host, Clock clock) {
    this.run = run;
    this.host = host.replaceAll("[^A-Za-z0-9.-]", "-");
    this.clock = clock;
  }

  /**
   * Appends figures.
   *
   * @param step steps taken by then
   * @param figures values by tag
   */
  void write(long step, Map<String, Double> figures) throws IOException {
    Instant now = clock.instant();
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    if (file.isEmpty()) {
      file = Optional.of(create(now));
      record(records, event(now, 0).text(FILE_VERSION, VERSION));
      last = step;
    }
    if (step <= last) {
      record(records, event(now, step).message(SESSION_LOG, new Proto().varint(STATUS, START)));
    }
    Proto summary = new Proto();
    figures.forEach(
        (tag, value) ->
            summary.message(
                VALUE, new Proto().text(TAG, tag).fixed32(SIMPLE_VALUE, value.floatValue())));
    record(records, event(now, step).message(SUMMARY, summary));
    last = step;
    Files.write(file.get(), records.toByteArray(), StandardOpenOption.APPEND);
  }

  private Path create(Instant now) throws IOException {
    for (int number = 0; ; number++) {
      String name =
          "events.out.tfevents.%010d.%s.%d.%d"
              .formatted(now.getEpochSecond(), host, ProcessHandle.current().pid(), number);
      try {
        return Files.createFile(run.resolve(name));
      } catch (FileAlreadyExistsException e) {
        // A run that was begun twice within the second.
      }
    }
  }

  private static Proto event(Instant now, long step) {
    return new Proto().fixed64(WALL_TIME, now.toEpochMilli() / MILLIS).varint(STEP, step);
  }

  private static void record(ByteArrayOutputStream out, Proto event) {
    byte[] data = event.bytes();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.writeBytes(length);
    out.writeBytes(checksum(length));
    out.writeBytes(data);
    out.writeBytes(checksum(data));
  }

  /** CRC-32C, rotated and moved so that a checksum of data with checksums in it is a good one. */
  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return little(Integer.BYTES).putInt(Integer.rotateRight(value, 15) + 0xa282ead8).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A message in the making, in protobuf's wire format. */
  private static final class Proto {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
      return out.toByteArray();
    }

    private void number(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }

    Proto varint(int field, long value) {
      number(field);
      number(value);
      return this;
    }

    Proto fixed64(int field, double value) {
      number(field);
      out.writeBytes(little(Double.BYTES).putDouble(value).array());
      return this;
    }

    Proto fixed32(int field, float value) {
      number(field);
      out.writeBytes(little(Float.BYTES).putFloat(value).array());
      return this;
    }

    Proto text(int field, String value) {
      return message(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto value) {
      return message(field, value.bytes());
    }

    private Proto message(int field, byte[] value) {
      number(field);
      number(value.length);
      out.writeBytes(value);
      return this;
    }
  }
}
