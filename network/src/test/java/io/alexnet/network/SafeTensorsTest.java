package io.alexnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  @TempDir Path directory;

  private Path written() throws IOException {
    Path file = directory.resolve("model.safetensors");
    SafeTensors.write(
        file,
        List.of(
            new Tensor(
                "conv1.weight",
                List.of(2L, 3L),
                FloatBuffer.wrap(new float[] {1, -2, 3, 0.5f, 1e-30f, 7})),
            new Tensor("conv1.bias", List.of(2L), FloatBuffer.wrap(new float[] {8, 9}))));
    return file;
  }

  @Test
  void tensorsComeBackAsTheyWere() throws IOException {
    Map<String, Tensor> tensors = SafeTensors.read(written());
    assertThat(tensors.keySet()).containsExactly("conv1.weight", "conv1.bias");
    Tensor weight = Objects.requireNonNull(tensors.get("conv1.weight"));
    assertThat(weight.shape()).containsExactly(2L, 3L);
    assertThat(weight.values())
        .isEqualTo(FloatBuffer.wrap(new float[] {1, -2, 3, 0.5f, 1e-30f, 7}));
  }

  /** Held against the format's description: other languages read these very bytes. */
  @Test
  void bytesAreThoseOfTheFormat() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    String header =
        "{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"conv1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}";
    assertThat(bytes[0] & 0xff).isEqualTo((header.length() + 7) / 8 * 8);
    assertThat(new String(bytes, 8, header.length(), StandardCharsets.UTF_8)).isEqualTo(header);
    assertThat(bytes).endsWith(0, 0, 0, 0x41, 0, 0, 0x10, 0x41);
  }

  @Test
  void everyTruncationAndAnyExtraByteIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    Path cut = directory.resolve("cut.safetensors");
    for (int length = 0; length <= whole.length + 1; length++) {
      if (length != whole.length) {
        Files.write(cut, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> SafeTensors.read(cut))
            .as("length %d", length)
            .isInstanceOf(UserException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1099511627776],\"data_offsets\":[0,4398046511104]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "[1]",
        "{"
      })
  void impossibleHeadersAreRefusedInOneLine(String header) throws IOException {
    Path file = directory.resolve("bad.safetensors");
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[8 + text.length + 4];
    bytes[0] = (byte) text.length;
    System.arraycopy(text, 0, bytes, 8, text.length);
    Files.write(file, bytes);
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bad.safetensors")
        .hasMessageNotContaining("\n");
  }
}
