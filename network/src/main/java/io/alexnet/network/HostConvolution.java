package io.alexnet.network;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A way to convolve [N,H,W,C] in host memory. {@code scratch} gives arrays of a shape that live
 * until the method returns.
 */
interface HostConvolution {
  /**
   * Overwrites {@code y} with the filters' sums over {@code x}.
   *
   * @param finish what is done to each pixel of y before it is written
   */
  void forward(
      INDArray x,
      INDArray weights,
      INDArray y,
      Epilogue finish,
      Function<long[], INDArray> scratch);

  /** Overwrites {@code gradient} with that of the weights. */
  void weightGradient(
      INDArray x, INDArray dy, INDArray gradient, Function<long[], INDArray> scratch);

  /** Overwrites {@code dx} with the input's gradient. */
  void inputGradient(
      INDArray dy, INDArray weights, INDArray dx, Function<long[], INDArray> scratch);
}
