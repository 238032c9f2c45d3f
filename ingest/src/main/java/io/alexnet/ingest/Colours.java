package io.alexnet.ingest;

import java.util.Arrays;
import java.util.List;

/**
 * The numbers of {@link Statistics} as they are written in JSON files.
 *
 * @param rgbMean 3
 * @param eigenvalues 3
 * @param eigenvectors 9, row-major
 */
record Colours(List<Double> rgbMean, List<Double> eigenvalues, List<Double> eigenvectors) {
  static Colours of(Statistics statistics) {
    return new Colours(
        list(statistics.rgbMean()),
        list(statistics.eigenvalues()),
        list(statistics.eigenvectors()));
  }

  boolean isComplete() {
    return rgbMean.size() == 3 && eigenvalues.size() == 3 && eigenvectors.size() == 9;
  }

  Statistics withMeanImage(int side, float[] meanImage) {
    return new Statistics(side, meanImage, array(rgbMean), array(eigenvalues), array(eigenvectors));
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
