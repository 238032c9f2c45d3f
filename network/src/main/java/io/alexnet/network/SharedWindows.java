package io.alexnet.network;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.alexnet.common.ImageShape;
import io.alexnet.common.RgbImage;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Logits of several windows of each picture, what they have in common computed once: the {@link
 * Stem} runs over the whole picture, then over the right and the lower edge of every window; a
 * window's maps are put together from the three, and the rest of the network runs over those.
 */
final class SharedWindows implements AutoCloseable {
  private final Stem stem;
  private final InputArray pictures;
  private final LayerRun wholePicture;
  private final List<Edge> edges;
  private final KeptArray maps;
  private final LayerRun rest;

  /**
   * @param stem of {@code spec}
   * @param parameters the network's, in one array; stay the network's
   */
  SharedWindows(NetworkSpec spec, Stem stem, INDArray parameters, boolean onHost) {
    this.stem = stem;
    List<LayerSpec> shared = spec.layers().subList(0, stem.layers());
    List<LayerSpec> own = spec.layers().subList(stem.layers(), spec.layers().size());
    INDArray vector = parameters.reshape(parameters.length());
    ImageShape picture = square(RgbImage.CHANNELS, stem.wholePicture().inputSide());
    pictures = new InputArray(picture, onHost, vector.dataType());
    wholePicture = new LayerRun(shared, picture, vector, 0, onHost);
    int side = stem.values(spec.geometry().inputSide());
    ImageShape ownMaps = square(wholePicture.outputShape().channels(), side);
    maps = new KeptArray(ownMaps, vector.dataType());
    rest = new LayerRun(own, ownMaps, vector, wholePicture.parameterCount(), onHost);
    edges =
        interior() == side
            ? List.of()
            : List.of(
                new Edge(0, interior(), shared, vector, onHost),
                new Edge(interior(), 0, shared, vector, onHost));
  }

  private static ImageShape square(int channels, int side) {
    return new ImageShape(channels, side, side);
  }

  /** So many values along a side do not see past the patch. */
  private int interior() {
    return stem.values(stem.geometry().patchSide());
  }

  /**
   * One row for each window of the first picture, then of the second and so on.
   *
   * @param images [N,3,S,S], S the {@link Stem#wholePicture()}'s inputSide
   * @param count N
   */
  float[][] logits(float[] images, int count, List<Window> windows) {
    INDArray whole = pictures.fill(images, count);
    INDArray own = maps.first(count * windows.size());
    wholePicture.run(whole, values -> fillInteriors(own, values, windows));
    edges.forEach(edge -> edge.fill(own, whole, windows));
    return rest.run(own, INDArray::toFloatMatrix);
  }

  private INDArray fillInteriors(INDArray own, INDArray values, List<Window> windows) {
    int side = interior();
    for (int i = 0; i < own.size(0); i++) {
      Window window = windows.get(i % windows.size());
      area(own, i, 0, 0, side, side)
          .assign(
              area(
                  values,
                  i / windows.size(),
                  window.top() / stem.step(),
                  window.left() / stem.step(),
                  side,
                  side));
    }
    return own;
  }

  /** A rectangle of one example. */
  private static INDArray area(INDArray maps, int n, int top, int left, int height, int width) {
    return maps.get(point(n), interval(top, top + height), interval(left, left + width), all());
  }

  /** The values of a window from some row and column on, which see past its patch. */
  private final class Edge implements AutoCloseable {
    private final int row;
    private final int column;
    private final KeptArray inputs;
    private final LayerRun run;

    Edge(int row, int column, List<LayerSpec> layers, INDArray vector, boolean onHost) {
      this.row = row;
      this.column = column;
      int side = stem.geometry().inputSide();
      ImageShape shape =
          new ImageShape(RgbImage.CHANNELS, side - row * stem.step(), side - column * stem.step());
      inputs = new KeptArray(shape, vector.dataType());
      run = new LayerRun(layers, shape, vector, 0, onHost);
    }

    void fill(INDArray own, INDArray whole, List<Window> windows) {
      INDArray x = inputs.first((int) own.size(0));
      int height = stem.geometry().patchSide() - row * stem.step();
      int width = stem.geometry().patchSide() - column * stem.step();
      for (int i = 0; i < own.size(0) && Math.min(height, width) > 0; i++) {
        Window window = windows.get(i % windows.size());
        int top = window.top() + row * stem.step();
        int left = window.left() + column * stem.step();
        area(x, i, 0, 0, height, width)
            .assign(area(whole, i / windows.size(), top, left, height, width));
      }
      run.run(
          x,
          values ->
              own.get(all(), interval(row, own.size(1)), interval(column, own.size(2)), all())
                  .assign(values));
    }

    @Override
    public void close() {
      inputs.close();
    }
  }

  @Override
  public void close() {
    pictures.close();
    maps.close();
    edges.forEach(Edge::close);
  }
}
