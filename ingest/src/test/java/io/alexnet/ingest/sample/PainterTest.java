package io.alexnet.ingest.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.sample.Motif.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PainterTest {
  private static final double STEP = 0.02;

  private record Colour(Motif motif, int number, double red, double green, double blue) {}

  @Test
  void theMeanColourCarriesNoLabel() {
    List<Colour> colours = new ArrayList<>();
    for (Motif motif : Motif.values()) {
      for (int i = 0; i < 40; i++) {
        KeyedRandom random = KeyedRandom.of(11, motif.label().hashCode(), i, Purpose.SAMPLE_IMAGES);
        colours.add(mean(motif, i, Painter.paint(motif, random)));
      }
    }
    long hits = colours.stream().filter(one -> nearest(one, colours) == one.motif()).count();
    assertThat(hits / (double) colours.size()).as("chance is 0.1").isLessThan(0.2);
  }

  @ParameterizedTest
  @EnumSource
  void aMotifKeepsWithinTheUnitCircleAndFillsAGoodPartOfIt(Motif motif) {
    for (int count = 3; count <= 4; count++) {
      for (int step = 0; step < 4; step++) {
        Variant variant = new Variant(count, step / 3.0, step % 2 == 0);
        assertThat(area(motif, variant)).as("%s", variant).isBetween(0.15, 1.0);
        assertThat(reach(motif, variant)).as("%s", variant).isBetween(0.7, 1.02);
      }
    }
  }

  /** The motif whose mean, without this picture, is nearest in colour. */
  private static Motif nearest(Colour one, List<Colour> all) {
    Map<Motif, Double> distances =
        all.stream()
            .filter(other -> !other.equals(one))
            .collect(
                Collectors.groupingBy(
                    Colour::motif,
                    Collectors.collectingAndThen(
                        Collectors.toList(), others -> distance(one, others))));
    return Collections.min(distances.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  private static double distance(Colour one, List<Colour> others) {
    double red = one.red() - average(others, Colour::red);
    double green = one.green() - average(others, Colour::green);
    double blue = one.blue() - average(others, Colour::blue);
    return red * red + green * green + blue * blue;
  }

  private static double average(List<Colour> colours, ToDoubleFunction<Colour> channel) {
    return colours.stream().mapToDouble(channel).average().orElseThrow();
  }

  private static Colour mean(Motif motif, int number, RgbImage image) {
    double[] sum = new double[RgbImage.CHANNELS];
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      sum[i % sum.length] += pixels[i] & 0xff;
    }
    double area = (double) image.width() * image.height();
    return new Colour(motif, number, sum[0] / area, sum[1] / area, sum[2] / area);
  }

  /** The share of the unit circle that the motif covers. */
  private static double area(Motif motif, Variant variant) {
    int inside = 0;
    for (double u = -1.2; u <= 1.2; u += STEP) {
      for (double v = -1.2; v <= 1.2; v += STEP) {
        inside += motif.distance(u, v, variant) < 0 ? 1 : 0;
      }
    }
    return inside * STEP * STEP / Math.PI;
  }

  /** How far from the origin the motif's outermost point lies. */
  private static double reach(Motif motif, Variant variant) {
    double reach = 0;
    for (double u = -1.2; u <= 1.2; u += STEP) {
      for (double v = -1.2; v <= 1.2; v += STEP) {
        reach = motif.distance(u, v, variant) < 0 ? Math.max(reach, Math.hypot(u, v)) : reach;
      }
    }
    return reach;
  }
}
