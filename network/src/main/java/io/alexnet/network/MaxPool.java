package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Max-pooling of maps [N,H,W,C] in host memory, image by image. Of equal maxima the first in a
 * window, row by row, gets the gradient.
 */
final class MaxPool {
  private final ImageShape input;
  private final ImageShape output;
  private final int size;
  private final int stride;
  private final Reused<Image> images;

  MaxPool(ImageShape input, ImageShape output, int size, int stride) {
    this.input = input;
    this.output = output;
    this.size = size;
    this.stride = stride;
    images = new Reused<>(Image::new);
  }

  /** Overwrites y. */
  void forward(FloatBuffer x, FloatBuffer y, int batch) {
    HostFloats.parallel(batch, n -> images.use(image -> image.forward(x, y, n)));
  }

  /** Overwrites dx. */
  void backward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx, int batch) {
    HostFloats.parallel(batch, n -> images.use(image -> image.backward(x, dy, dx, n)));
  }

  /** Arrays for one image; a pixel's channels are an array of their own. */
  private final class Image {
    private final float[][] x = new float[input.height() * input.width()][input.channels()];
    private final float[][] dx = new float[x.length][input.channels()];
    private final float[] most = new float[input.channels()];
    private final float[] gradient = new float[input.channels()];

    void forward(FloatBuffer from, FloatBuffer to, int n) {
      read(from, n);
      for (int pixel = 0; pixel < output.height() * output.width(); pixel++) {
        findMost(pixel);
        to.put(position(n, output, pixel), most);
      }
    }

    void backward(FloatBuffer from, FloatBuffer gradients, FloatBuffer to, int n) {
      read(from, n);
      for (float[] values : dx) {
        Arrays.fill(values, 0);
      }
      for (int pixel = 0; pixel < output.height() * output.width(); pixel++) {
        findMost(pixel);
        gradients.get(position(n, output, pixel), gradient);
        handBack(pixel);
      }
      for (int pixel = 0; pixel < dx.length; pixel++) {
        to.put(position(n, input, pixel), dx[pixel]);
      }
    }

    private void read(FloatBuffer from, int n) {
      for (int pixel = 0; pixel < x.length; pixel++) {
        from.get(position(n, input, pixel), x[pixel]);
      }
    }

    private int position(int n, ImageShape maps, int pixel) {
      return (n * maps.height() * maps.width() + pixel) * maps.channels();
    }

    private void findMost(int outputPixel) {
      Arrays.fill(most, Float.NEGATIVE_INFINITY);
      int top = outputPixel / output.width() * stride;
      int left = outputPixel % output.width() * stride;
      for (int row = top; row < Math.min(top + size, input.height()); row++) {
        for (int column = left; column < Math.min(left + size, input.width()); column++) {
          float[] values = x[row * input.width() + column];
          for (int c = 0; c < most.length; c++) {
            most[c] = Math.max(most[c], values[c]);
          }
        }
      }
    }

    private void handBack(int outputPixel) {
      int top = outputPixel / output.width() * stride;
      int left = outputPixel % output.width() * stride;
      for (int row = top; row < Math.min(top + size, input.height()); row++) {
        for (int column = left; column < Math.min(left + size, input.width()); column++) {
          int pixel = row * input.width() + column;
          handBack(x[pixel], dx[pixel]);
        }
      }
    }

    private void handBack(float[] values, float[] gradients) {
      for (int c = 0; c < most.length; c++) {
        float part = gradient[c] * (1 - HostFloats.isPositive(most[c] - values[c]));
        gradients[c] += part;
        // Nothing is left for those that equal it further on.
        gradient[c] -= part;
      }
    }
  }
}
