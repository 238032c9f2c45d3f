package io.alexnet.train.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_250L);

  /**
   * Two figures of step 300, put together from the format's definition by another program, which
   * computes CRC-32C bit by bit: version, start at step 300, figures.
   */
  private static final String PINNED =
      "1a00000000000000129bd82d0900001040fc54d94110001a0d627261696e2e4576656e743a3252ef"
          + "9793100000000000000095fbfe180900001040fc54d94110ac023a0208016b3b88f1380000000000"
          + "0000a3797d570900001040fc54d94110ac022a2a0a110a0a747261696e2f6c6f7373150000c03f0a"
          + "150a0e76616c2f746f70315f6572726f72150000803ee3b82470";

  @TempDir private Path run;

  private EventFile file() {
    return new EventFile(run, "a host", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(run)) {
      return all.sorted().toList();
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws Exception {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("train/loss", 1.5);
    figures.put("val/top1_error", 0.25);
    file().write(300, figures);
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(files().get(0)))).isEqualTo(PINNED);
  }

  @Test
  void theChecksumIsThatOfRfc3720() {
    assertThat(crc(new byte[32])).isEqualTo(0x8a9136aa);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    assertThat(crc(ones)).isEqualTo(0x62a8ab43);
    assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
  }

  private static int crc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return (int) crc.getValue();
  }

  @Test
  void aReaderSeesEveryFigureOnceWhenStepsAreTakenAgain() throws Exception {
    EventFile first = file();
    first.write(10, Map.of("x", 1.0));
    first.write(20, Map.of("x", 2.0));
    first.write(30, Map.of("x", 3.0));
    // Gone back to step 10, by the same process and by one after it.
    first.write(20, Map.of("x", 4.0));
    file().write(20, Map.of("x", 5.0));
    assertThat(files()).hasSize(2);
    assertThat(scalars()).isEqualTo(Map.of(10L, 1f, 20L, 5f));
  }

  @Test
  void aReaderGetsWhatStandsBeforeATornRecord() throws Exception {
    EventFile file = file();
    file.write(10, Map.of("x", 1.0));
    file.write(20, Map.of("x", 2.0));
    byte[] whole = Files.readAllBytes(files().get(0));
    for (int length = 0; length < whole.length; length++) {
      Files.write(files().get(0), Arrays.copyOf(whole, length));
      assertThat(Map.of(10L, 1f, 20L, 2f).entrySet()).containsAll(scalars().entrySet());
    }
  }

  @Test
  void aFileIsNamedAsTensorBoardLooksForIt() throws Exception {
    file().write(1, Map.of("x", 1.0));
    assertThat(files().get(0).getFileName().toString())
        .matches("events\\.out\\.tfevents\\.1700000000\\.a-host\\.[0-9]+\\.0");
  }

  /** The one tag's values by step, read as TensorBoard reads them: files by name, starts purge. */
  private Map<Long, Float> scalars() throws IOException {
    TreeMap<Long, Float> values = new TreeMap<>();
    for (Path file : files()) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      for (byte[] record : records(bytes)) {
        Map<Integer, List<Object>> event = fields(record);
        long step = (long) only(event, 2);
        if (event.containsKey(7)) {
          values.tailMap(step, true).clear();
        }
        for (Object summary : event.getOrDefault(5, List.of())) {
          Map<Integer, List<Object>> value = fields((byte[]) only(fields((byte[]) summary), 1));
          values.put(step, (Float) only(value, 2));
        }
      }
    }
    return values;
  }

  /** Up to one that is torn; a record whose checksum is wrong fails. */
  private static List<byte[]> records(ByteBuffer bytes) {
    List<byte[]> records = new ArrayList<>();
    while (bytes.remaining() >= 12) {
      byte[] head = new byte[8];
      bytes.get(head);
      assertThat(unmasked(bytes.getInt())).isEqualTo(crc(head));
      int length = (int) ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (bytes.remaining() < length + 4) {
        break;
      }
      byte[] data = new byte[length];
      bytes.get(data);
      assertThat(unmasked(bytes.getInt())).isEqualTo(crc(data));
      records.add(data);
    }
    return records;
  }

  private static int unmasked(int checksum) {
    return Integer.rotateLeft(checksum - 0xa282ead8, 15);
  }

  /** A message's values by field number: numbers, or the bytes of a text or message. */
  private static Map<Integer, List<Object>> fields(byte[] message) {
    Map<Integer, List<Object>> fields = new TreeMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int key = (int) varint(bytes);
      Object value =
          switch (key & 7) {
            case 0 -> varint(bytes);
            case 1 -> bytes.getDouble();
            case 2 -> {
              byte[] inner = new byte[(int) varint(bytes)];
              bytes.get(inner);
              yield inner;
            }
            default -> bytes.getFloat();
          };
      fields.computeIfAbsent(key >>> 3, k -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static Object only(Map<Integer, List<Object>> fields, int number) {
    List<Object> values = fields.getOrDefault(number, List.of());
    assertThat(values).hasSize(1);
    return values.get(0);
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
