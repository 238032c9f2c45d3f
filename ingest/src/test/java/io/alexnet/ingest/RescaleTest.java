package io.alexnet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.RgbImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RescaleTest {
  static Stream<String> references() {
    return new String(Fixtures.bytes("rescale.tsv"), StandardCharsets.US_ASCII).lines();
  }

  @ParameterizedTest
  @MethodSource("references")
  void givesTheBytesOfTorchvisionOnPillow(String reference) {
    String[] columns = reference.split("\t", -1);
    int side = Integer.parseInt(columns[2]);
    RgbImage source = Fixtures.noise(Integer.parseInt(columns[0]), Integer.parseInt(columns[1]));
    RgbImage square = Rescale.toSquare(source, side);
    assertThat(square.width()).isEqualTo(side);
    assertThat(square.height()).isEqualTo(side);
    assertThat(HexFormat.of().formatHex(DurableFiles.sha256().digest(square.pixels())))
        .isEqualTo(columns[3]);
  }

  @Test
  void halvingAveragesWithATriangle() {
    byte[] row = {0, 0, 0, 0, 0, 0, 80, 80, 80, 80, 80, 80};
    RgbImage image = new RgbImage(4, 2, concat(row, row));
    // Weights 1 3 3 1 of 8, cut at the border: (3*0 + 3*0 + 1*80) / 7 and its mirror image.
    assertThat(Rescale.toSquare(image, 1).pixels()).containsExactly(11, 11, 11);
    assertThat(Rescale.planes(plane(0, 0, 80, 80), 4, 2)[0]).isCloseTo(80 / 7f, within(1e-5f));
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** Three equal planes of four equal rows. */
  private static float[] plane(float... row) {
    float[] planes = new float[3 * row.length * row.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = row[i % row.length];
    }
    return planes;
  }

  @Test
  void theFloatFilterIsTheByteFilterWithoutRounding() {
    int from = 23;
    RgbImage image = Fixtures.noise(from, from);
    float[] planes = new float[3 * from * from];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = image.at(i % from, i / from % from, i / (from * from));
    }
    for (int to : new int[] {1, 5, 12, 22, 23, 40}) {
      RgbImage bytes = Rescale.toSquare(image, to);
      float[] floats = Rescale.planes(planes, from, to);
      for (int i = 0; i < floats.length; i++) {
        int level = bytes.at(i % to, i / to % to, i / (to * to));
        assertThat(floats[i]).as("side %d, sample %d", to, i).isCloseTo(level, within(1.01f));
      }
    }
  }

  @Test
  void onlyTheCropOfAVeryLongPictureIsComputed() {
    RgbImage ribbon = Fixtures.noise(1, 5_000_000);
    assertThat(Rescale.toSquare(ribbon, 256).width()).isEqualTo(256);
  }
}
