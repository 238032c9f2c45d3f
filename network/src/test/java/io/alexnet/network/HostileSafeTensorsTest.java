package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers made to take memory or to lead out of the file: refused, at no cost. */
class HostileSafeTensorsTest {
  private static final long MAY_ALLOCATE = 1 << 20;

  @TempDir Path directory;

  private static String tensor(String name, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%s]}"
        .formatted(name, shape, offsets);
  }

  private static String one(String shape, String offsets) {
    return "{" + tensor("a", shape, offsets) + "}";
  }

  /** All for a file with sixteen bytes of values. */
  static Stream<String> headers() {
    String good = tensor("a", "2", "0,8");
    return Stream.of(
        one("1099511627776", "0,4398046511104"),
        one("1099511627776,1099511627776,1099511627776", "0,16"),
        one("4611686018427387905", "0,16"),
        one("9223372036854775807", "0,16"),
        one("99999999999999999999999999", "0,16"),
        one("2147483647", "0,8589934588"),
        one("2147483647,2147483647", "0,16"),
        one("-1", "0,-4"),
        one("-2,-2", "0,16"),
        one("4", "16,0"),
        one("4", "-16,0"),
        one("4", "9223372036854775800,-9223372036854775800"),
        one("4", "0"),
        one("4", "0,16,32"),
        one("4.0", "0,16"),
        one("\"4\"", "0,16"),
        one("4,[1]", "0,16"),
        one("1,".repeat(60_000) + "4", "0,16"),
        one("4", "0,16" + ",1".repeat(60_000)),
        "{" + good + "," + tensor("b", "1", "12,16") + "}",
        "{" + good + "," + tensor("b", "3", "4,16") + "}",
        "{" + good + "," + tensor("b", "2", "0,8") + "}",
        "{" + good + "," + good + "}",
        "{" + tensor("a", "2", "8,16") + "," + tensor("a", "2", "0,8") + "}",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[8],\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"x\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4]}}",
        "{\"a\":{\"dtype\":[\"F32\"],\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"a\":[]}",
        "{\"a\":null}",
        "{\"" + "x".repeat(120_000) + "\":{}}",
        "{\"a\\nb\":{}}",
        "{\"a\":" + "[".repeat(60_000),
        "{\"a\":" + "{\"b\":".repeat(20_000),
        "{\"__metadata__\":" + "[".repeat(60_000) + "]".repeat(60_000) + "}",
        "{" + manyTensors(2_000) + "}",
        one("4", "0,16") + "{}",
        "[1]",
        "1" + "0".repeat(120_000),
        "\"" + "x".repeat(120_000) + "\"",
        "{");
  }

  private static String manyTensors(int count) {
    StringBuilder tensors = new StringBuilder(tensor("t", "4", "0,16"));
    for (int i = 0; i < count; i++) {
      tensors.append(",\"").append(i).append("\":{\"dtype\":\"F32\"}");
    }
    return tensors.toString();
  }

  /** Loading classes takes memory too. */
  @BeforeEach
  void warmUp() throws IOException {
    String header = one("4", "0,16");
    assertThat(SafeTensors.read(file(header.length(), header))).hasSize(1);
    assertThat(catchThrowable(() -> SafeTensors.read(file(2, "{}")))).isNotNull();
  }

  private Path file(long length, String header) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    return Files.write(directory.resolve("bad.safetensors"), bytes.array());
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aHeaderThatCannotBeIsRefusedInOneLineAndCheaply(String header) throws IOException {
    assertRefused(file(header.length(), header));
  }

  private static void assertRefused(Path file) {
    long start = allocated();
    Throwable refusal = catchThrowable(() -> SafeTensors.read(file));
    assertThat(allocated() - start).as("bytes allocated").isLessThan(MAY_ALLOCATE);
    assertThat(refusal)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bad.safetensors")
        .hasMessageNotContaining("\n");
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class)
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void aHeaderLongerThanTheFileOrThanAnyIsRefusedBeforeItIsRead() throws IOException {
    for (long length : new long[] {-1, 0, 1, 1000, 1L << 31, 1L << 40, Long.MAX_VALUE}) {
      assertRefused(file(length, "{}"));
    }
    int huge = 100 << 20;
    assertRefused(file(huge, "{" + " ".repeat(huge - 2) + "}"));
  }

  /** As other programs write them: metadata, and names in another order than the values. */
  @Test
  void orderAndMetadataAreTheWritersOwn() throws IOException {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + tensor("b", "2", "8,16")
            + ","
            + tensor("a", "2,1", "0,8")
            + "}";
    Map<String, Tensor> tensors = SafeTensors.read(file(header.length(), header));
    assertThat(tensors.keySet()).containsExactly("a", "b");
  }
}
