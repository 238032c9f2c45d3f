package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Some layers of a network in a row, for what they give when nothing is trained. */
final class LayerRun {
  private final List<Operation> operations;
  private final MultiLayerNetwork network;

  /**
   * @param layers among them one with parameters
   * @param input what the first of them reads: of any size that they fit
   * @param vector the whole network's parameters, as a vector; stays the network's
   * @param from where those of these layers begin in it
   */
  LayerRun(List<LayerSpec> layers, ImageShape input, INDArray vector, long from, boolean onHost) {
    operations = Operations.chain(layers, input, new StepKey(), onHost);
    network =
        new MultiLayerNetwork(
            OperationConf.layers(operations, vector.dataType(), new BetweenLayers()).build());
    network.init(vector.get(NDArrayIndex.interval(from, from + parameterCount())), false);
  }

  long parameterCount() {
    return operations.stream()
        .flatMap(operation -> operation.parameters().stream())
        .mapToLong(Parameter::length)
        .sum();
  }

  /** Shape of one example's output. */
  ImageShape outputShape() {
    return operations.get(operations.size() - 1).outputShape();
  }

  /**
   * Runs the layers.
   *
   * @param input [N,H,W,C], left as it is
   * @param use gets the last layer's output, which is gone when it returns
   */
  <T> T run(INDArray input, Function<INDArray, T> use) {
    return network.output(input, null, null, outputs -> use.apply(outputs[0]));
  }
}
