package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The network's input, in memory that is kept from step to step. */
final class InputArray implements AutoCloseable {
  private final ImageShape shape;
  private final boolean onHost;
  private final KeptArray array;

  InputArray(ImageShape shape, boolean onHost, DataType type) {
    this.shape = shape;
    this.onHost = onHost;
    this.array = new KeptArray(shape, type);
  }

  /**
   * The first {@code batch} images.
   *
   * @param images [N,C,H,W]
   * @return [N,H,W,C], valid until the next call
   */
  INDArray fill(float[] images, int batch) {
    INDArray part = array.first(batch);
    if (onHost) {
      FloatBuffer target = HostFloats.of(part);
      HostFloats.parallel(
          batch * shape.height(),
          row -> fillRow(images, row / shape.height(), row % shape.height(), target));
    } else {
      float[] used = Arrays.copyOf(images, batch * shape.length());
      part.assign(Nd4j.create(used, shape.batch(batch), 'c').permute(0, 2, 3, 1));
    }
    return part;
  }

  private void fillRow(float[] images, int n, int y, FloatBuffer target) {
    int channels = shape.channels();
    float[] row = new float[shape.width() * channels];
    for (int c = 0; c < channels; c++) {
      int from = ((n * channels + c) * shape.height() + y) * shape.width();
      for (int x = 0; x < shape.width(); x++) {
        row[x * channels + c] = images[from + x];
      }
    }
    target.put((n * shape.height() + y) * row.length, row);
  }

  /** Class indices as [N,1]. */
  static INDArray labels(int[] labels, int batch) {
    float[] values = new float[batch];
    for (int n = 0; n < batch; n++) {
      values[n] = labels[n];
    }
    return Nd4j.create(values, new long[] {batch, 1}, 'c');
  }

  @Override
  public void close() {
    array.close();
  }
}
