package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.RgbImage;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Dropout;
import io.alexnet.network.LayerSpec.Normalise;
import io.alexnet.network.LayerSpec.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A network without its weights: input sizes and layers, the last of them the dense layer of the
 * classes. The {@code with} methods are the paper's ablations.
 *
 * @param geometry sizes of image, patch and input
 * @param layers ends with a {@link Dense} whose units are the number of classes
 */
public record NetworkSpec(InputGeometry geometry, List<LayerSpec> layers) {
  public NetworkSpec {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Dense)) {
      throw new IllegalArgumentException(
          "a network ends with a dense layer, one unit for each class");
    }
  }

  /** What the network reads: [3, inputSide, inputSide]. */
  public ImageShape inputShape() {
    return new ImageShape(RgbImage.CHANNELS, geometry.inputSide(), geometry.inputSide());
  }

  /** Number of classes. */
  public int classes() {
    return head().units();
  }

  /**
   * The tensors that training changes, in the order of the layers.
   *
   * @throws IllegalArgumentException if the layers do not fit each other
   */
  public List<Parameter> parameters() {
    return Operations.chain(this, new StepKey(), true).stream()
        .flatMap(operation -> operation.parameters().stream())
        .toList();
  }

  /** The last layer. */
  public Dense head() {
    return (Dense) layers.get(layers.size() - 1);
  }

  /** The same body under a head of another width. */
  public NetworkSpec withClasses(int classes) {
    List<LayerSpec> changed = new ArrayList<>(layers);
    Dense head = head();
    changed.set(layers.size() - 1, new Dense(head.name(), classes, head.weights(), head.bias()));
    return new NetworkSpec(geometry, changed);
  }

  /** Every nonlinearity replaced (Figure 1 of the paper). */
  public NetworkSpec withActivation(Activation function) {
    return map(layer -> layer instanceof Activate ? new Activate(function) : layer);
  }

  /**
   * Without local response normalisation (section 3.3: 1.4 and 1.2 points of top-1 and top-5
   * error).
   */
  public NetworkSpec withoutNormalisation() {
    return new NetworkSpec(
        geometry, layers.stream().filter(layer -> !(layer instanceof Normalise)).toList());
  }

  /**
   * Pooling windows of another size, same stride: 2 makes them touch rather than overlap (section
   * 3.4).
   */
  public NetworkSpec withPoolSize(int size) {
    return map(
        layer ->
            layer instanceof Pool p
                ? new Pool(p.kind(), size, p.stride(), p.partialWindows())
                : layer);
  }

  /** One group everywhere: the connections between the two columns put back. */
  public NetworkSpec withoutGroups() {
    return map(layer -> layer instanceof Convolution c ? c.withGroups(1) : layer);
  }

  /** Whether units are dropped anywhere. */
  public boolean hasDropout() {
    return layers.stream().anyMatch(Dropout.class::isInstance);
  }

  /** Another dropout probability; 0 removes the layers. */
  public NetworkSpec withDropout(double probability) {
    if (probability == 0) {
      return new NetworkSpec(
          geometry, layers.stream().filter(layer -> !(layer instanceof Dropout)).toList());
    }
    return map(layer -> layer instanceof Dropout ? new Dropout(probability) : layer);
  }

  /**
   * Without the named convolution or dense layer and what follows it up to the next one, except
   * pooling.
   *
   * @throws IllegalArgumentException if there is no such layer or it is the head
   */
  public NetworkSpec without(String name) {
    List<LayerSpec> kept = new ArrayList<>();
    boolean removing = false;
    boolean found = false;
    for (LayerSpec layer : layers) {
      if (layer instanceof Convolution || layer instanceof Dense) {
        removing = name.equals(nameOf(layer)) && layer != head();
        found |= removing;
      }
      if (!removing || layer instanceof Pool) {
        kept.add(layer);
      }
    }
    if (!found) {
      throw new IllegalArgumentException(
          "no layer '%s' to remove; there are %s".formatted(name, layerNames()));
    }
    return new NetworkSpec(geometry, kept);
  }

  /**
   * With one more convolution, 3x3 and rectified, on top of the last pooling layer: the paper's
   * sixth (section 7).
   *
   * @param filters its number of filters
   */
  public NetworkSpec withExtraConvolution(int filters) {
    List<LayerSpec> changed = new ArrayList<>(layers);
    int lastPool = 0;
    int convolutions = 0;
    for (int i = 0; i < layers.size(); i++) {
      lastPool = layers.get(i) instanceof Pool ? i : lastPool;
      convolutions += layers.get(i) instanceof Convolution ? 1 : 0;
    }
    String name = "conv" + (convolutions + 1);
    changed.add(lastPool + 1, new Convolution(name, filters, 3, 1, 1, 1, InitialWeights.he(), 0));
    changed.add(lastPool + 2, new Activate(Activation.RELU));
    return new NetworkSpec(geometry, changed);
  }

  private NetworkSpec map(UnaryOperator<LayerSpec> change) {
    return new NetworkSpec(geometry, layers.stream().map(change).toList());
  }

  /** The names of the convolutions and dense layers, from the bottom. */
  public List<String> layerNames() {
    return layers.stream().map(NetworkSpec::nameOf).filter(name -> !name.isEmpty()).toList();
  }

  private static String nameOf(LayerSpec layer) {
    return layer instanceof Convolution c ? c.name() : layer instanceof Dense d ? d.name() : "";
  }
}
