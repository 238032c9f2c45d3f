package io.alexnet.bench.libtorch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Training steps by PyTorch's SGD: momentum 0.9, weight decay on weights only. */
@SuppressWarnings("try") // A scope does its work by being closed.
final class Step {
  private final PaperNetwork network;
  private final List<SGD> optimisers;

  /**
   * @param rate the learning rate
   * @param decay the weight decay
   */
  Step(PaperNetwork network, double rate, double decay) {
    this.network = network;
    this.optimisers =
        List.of(optimiser(network, ".weight", rate, decay), optimiser(network, ".bias", rate, 0));
  }

  private static SGD optimiser(PaperNetwork network, String suffix, double rate, double decay) {
    TensorVector parameters =
        new TensorVector(
            network.parameters().entrySet().stream()
                .filter(parameter -> parameter.getKey().endsWith(suffix))
                .map(parameter -> parameter.getValue())
                .toArray(Tensor[]::new));
    SGDOptions options = new SGDOptions(rate);
    options.momentum().put(0.9);
    options.weight_decay().put(decay);
    return new SGD(parameters, options);
  }

  /**
   * Forward, backward, update.
   *
   * @param images [N,3,227,227]
   * @param labels [N], 64-bit class indices
   * @return the loss before the update
   */
  float take(Tensor images, Tensor labels) {
    try (PointerScope scope = new PointerScope()) {
      optimisers.forEach(optimiser -> optimiser.zero_grad(true));
      float loss = network.backward(images, labels).item_float();
      optimisers.forEach(SGD::step);
      return loss;
    }
  }
}
