package io.alexnet.network;

import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.UserException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network with its weights and momenta: takes training steps and classifies.
 *
 * <p>Owns off-heap memory of about three times its parameters plus the activations of the largest
 * batch it has seen.
 *
 * <p>For one thread: the first that trains, classifies or looks into it, since Deeplearning4j's
 * workspaces and the input buffer belong to that thread. Another thread may make the network and
 * set its weights before, but gets an {@link IllegalStateException} from every method that
 * computes.
 */
public final class AlexNet implements AutoCloseable {
  private final NetworkSpec spec;
  private final OneThread thread = new OneThread();
  private final StepKey step = new StepKey();
  private final BetweenLayers between = new BetweenLayers();
  private final boolean onHost;
  private final SoftmaxCrossEntropy loss;
  private final List<Operation> operations;
  private final List<DropoutOperation> dropouts;
  private final List<Parameter> parameters;
  private final ParameterVector values;
  private final ParameterVector gradients;
  private final ParameterVector momenta;
  private final MultiLayerNetwork network;
  private final InputArray input;
  private @Nullable SharedWindows sharedWindows;

  /**
   * A network whose weights and momenta are zero, to be overwritten.
   *
   * @throws UserException in a CUDA build, if there is no GPU that its kernels run on
   */
  public AlexNet(NetworkSpec spec) {
    this(spec, hostArithmetic(), DataType.FLOAT);
  }

  private static boolean hostArithmetic() {
    Backend.load();
    return Backend.isCpu();
  }

  /**
   * @param onHost whether Java may compute on the arrays' own memory, which is then the host's,
   *     rather than ND4J operations alone
   * @param type of all arrays: float32, or without {@code onHost} also float64
   */
  AlexNet(NetworkSpec spec, boolean onHost, DataType type) {
    this(spec, onHost, type, UnaryOperator.identity());
  }

  /**
   * @param each puts something around every operation
   */
  AlexNet(NetworkSpec spec, boolean onHost, DataType type, UnaryOperator<Operation> each) {
    this.spec = spec;
    this.onHost = onHost;
    loss = new SoftmaxCrossEntropy(onHost);
    operations = Operations.chain(spec, step, onHost).stream().map(each).toList();
    network = new MultiLayerNetwork(configuration(type));
    network.init();
    network.initGradientsView();
    dropouts =
        operations.stream()
            .filter(DropoutOperation.class::isInstance)
            .map(DropoutOperation.class::cast)
            .toList();
    parameters = operations.stream().flatMap(operation -> operation.parameters().stream()).toList();
    values = new ParameterVector(parameters, network.params());
    gradients = new ParameterVector(parameters, network.getFlattenedGradients());
    momenta = new ParameterVector(parameters, Nd4j.create(type, network.numParams()));
    input = new InputArray(spec.inputShape(), onHost, type);
  }

  /**
   * A network whose weights are drawn and whose momenta are zero.
   *
   * @param seed of the initial weights: the same seed gives the same bits
   */
  public AlexNet(NetworkSpec spec, long seed) {
    this(spec);
    initialise(seed);
  }

  /**
   * Draws the weights anew and forgets the momenta.
   *
   * @param seed the same one gives the same bits
   */
  public void initialise(long seed) {
    momenta.clear();
    for (int i = 0; i < parameters.size(); i++) {
      draw(parameters.get(i), i, seed);
    }
  }

  private MultiLayerConfiguration configuration(DataType type) {
    return OperationConf.layers(operations, type, between)
        .layer(new LossLayer.Builder(loss).activation(Activation.IDENTITY).build())
        .build();
  }

  private void draw(Parameter parameter, int position, long seed) {
    INDArray array = values.get(parameter.name());
    if (parameter.isBias()) {
      array.assign(parameter.initialBias());
      return;
    }
    double deviation = parameter.weights().deviation(parameter.fanIn());
    float[] drawn = new float[(int) parameter.length()];
    HostFloats.ranges(
        drawn.length,
        HostFloats.RANGE,
        () ->
            (from, length) -> {
              KeyedRandom random = KeyedRandom.of(seed, position, from, Purpose.INITIAL_WEIGHTS);
              for (int i = from; i < from + length; i++) {
                drawn[i] = (float) (deviation * random.nextGaussian());
              }
            });
    Tensors.write(array, FloatBuffer.wrap(drawn));
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** What training changes, in a fixed order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Number of trained values: 60,965,224 for the paper's network at 1000 classes. */
  public long parameterCount() {
    return network.numParams();
  }

  /**
   * Takes one step: forward, backward, update. If the loss is not finite, the weights stay.
   *
   * @param images [N,3,H,W] row-major, at least N of them; not kept
   * @param labels class indices, at least N
   * @param batch N
   * @param seed with the step's number, decides which units drop out
   * @return loss and error before the update
   * @throws AbandonedStepException if it was given up before the update; weights and momenta are as
   *     they were, and any step may be taken next
   */
  public StepResult train(
      float[] images, int[] labels, int batch, UpdateRule rule, long seed, long number) {
    StepResult result = computeGradients(images, labels, batch, seed, number);
    boolean finite = result.finite();
    for (int i = 0; i < parameters.size() && result.finite(); i++) {
      String name = parameters.get(i).name();
      finite &=
          MomentumUpdate.apply(
              rule,
              parameters.get(i).isBias(),
              values.get(name),
              gradients.get(name),
              momenta.get(name),
              onHost);
    }
    return new StepResult(result.loss(), result.top1Error(), finite);
  }

  /**
   * Lets whoever asks have a step given up between two of its layers, forward or backward, rather
   * than wait for its end.
   *
   * @param asked whether to give up; called in every training step after each layer, on the
   *     network's thread, so it must be quick
   */
  public void abandonWhen(BooleanSupplier asked) {
    between.giveUpWhen(asked);
  }

  /**
   * What is not finite, and where it began, such as "conv2's gradient is NaN". To be asked with the
   * arguments of a {@link #train} whose result says so, before the next one; computes the loss once
   * more if need be.
   *
   * @throws AbandonedStepException as {@link #train}, where the step has changed nothing either
   */
  public String notFinite(
      StepResult result, float[] images, int[] labels, int batch, long seed, long number) {
    thread.enter();
    if (Double.isFinite(result.loss())) {
      return NotFinite.gradient(parameters, gradients)
          .or(() -> NotFinite.weights(parameters, values))
          .orElse("a weight is not finite");
    }
    return NotFinite.weights(parameters, values)
        .or(() -> notFiniteOutput(images, labels, batch, seed, number))
        .orElse("the loss is " + result.loss());
  }

  private Optional<String> notFiniteOutput(
      float[] images, int[] labels, int batch, long seed, long number) {
    LayerNames names = new LayerNames(operations);
    List<String> found = new ArrayList<>();
    between.open(
        (operation, output) -> {
          if (found.isEmpty()) {
            String layer = names.of(operation);
            boolean first = !operation.parameters().isEmpty();
            NotFinite.in(first ? layer + "'s output" : "what follows " + layer, output)
                .ifPresent(found::add);
          }
        });
    try {
      computeGradients(images, labels, batch, seed, number);
    } finally {
      between.close();
    }
    return found.stream().findFirst();
  }

  /**
   * How well each layer does its part, from the bottom.
   *
   * @param images [N,3,H,W] row-major, at least N of them; not kept
   */
  public List<LayerHealth> health(float[] images, int batch) {
    thread.enter();
    LayerNames names = new LayerNames(operations);
    List<LayerHealth> layers = new ArrayList<>();
    between.open(
        (operation, output) -> {
          for (Parameter parameter : operation.parameters().stream().limit(1).toList()) {
            INDArray weights = values.get(parameter.name());
            INDArray momentum = momenta.get(parameter.name());
            layers.add(LayerHealth.of(names.of(operation), output, weights, momentum));
          }
        });
    try {
      logits(images, batch);
    } finally {
      between.close();
    }
    return layers;
  }

  /** What the latest step did; reads all weights, momenta and gradients once. */
  public UpdateSize updateSize() {
    thread.enter();
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (!parameter.isBias()) {
        ratios.put(
            parameter.layer(),
            LayerHealth.ratio(momenta.get(parameter.name()), values.get(parameter.name())));
      }
    }
    return new UpdateSize(gradients.norm(), ratios);
  }

  /** Looks at the units of every layer from now on, until it is closed. */
  public UnitActivity watchUnits() {
    thread.enter();
    return new UnitActivity(operations, between);
  }

  /**
   * The first half of {@link #train}: leaves the gradients of the mean loss in {@link #gradient}.
   */
  StepResult computeGradients(float[] images, int[] labels, int batch, long seed, long number) {
    thread.enter();
    step.set(seed, number);
    network.setInput(input.fill(images, batch));
    network.setLabels(InputArray.labels(labels, batch));
    try {
      network.computeGradientAndScore();
      return loss.last();
    } finally {
      network.clear();
    }
  }

  /**
   * The last layer's outputs before the softmax, dropout off.
   *
   * @param images [N,3,H,W] row-major, at least N of them; not kept
   * @return [N][classes]
   */
  public float[][] logits(float[] images, int batch) {
    thread.enter();
    return network.output(input.fill(images, batch), false).toFloatMatrix();
  }

  /**
   * {@link #logits(float[], int)} of several windows of each picture, in less time: what they have
   * in common is computed once. The values differ by float rounding.
   *
   * @param pictures [N,3,S,S] row-major, S the inputSide of {@link Stem#wholePicture()}, zeros
   *     beyond the picture; not kept
   * @param count N
   * @param windows of every picture: corners and centre, or any other at multiples of the stem's
   *     step
   * @return one row of classes for each window of the first picture, then of the second and so on
   * @throws java.util.NoSuchElementException if the network has no {@link Stem}
   */
  public float[][] logits(float[] pictures, int count, List<Window> windows) {
    thread.enter();
    SharedWindows shared = sharedWindows;
    if (shared == null) {
      NetworkSpec present =
          dropouts.isEmpty() ? spec : spec.withDropout(dropouts.get(0).probability());
      shared = new SharedWindows(present, Stem.of(spec).orElseThrow(), network.params(), onHost);
      sharedWindows = shared;
    }
    return shared.logits(pictures, count, windows);
  }

  /** A copy of a parameter. */
  public Tensor weight(Parameter parameter) {
    return Tensors.copy(parameter, values.get(parameter.name()));
  }

  /** A copy of a parameter's momentum: the paper's v. */
  public Tensor momentum(Parameter parameter) {
    return Tensors.copy(parameter, momenta.get(parameter.name()));
  }

  /** Copies a parameter and its momentum into buffers as long as they are. */
  void copy(String parameter, FloatBuffer weight, FloatBuffer momentum) {
    Tensors.read(values.get(parameter), weight);
    Tensors.read(momenta.get(parameter), momentum);
  }

  /** A copy of a parameter's latest gradient. */
  Tensor gradient(Parameter parameter) {
    return Tensors.copy(parameter, gradients.get(parameter.name()));
  }

  /**
   * Takes over weights from a file or another network: every tensor must be there with its shape,
   * but the last layer's may be missing or of another number of classes, in which case it keeps its
   * own. Other tensors are ignored.
   *
   * @param tensors by name
   * @return whether the last layer was taken over too
   * @throws UserException if a tensor below the last layer is missing or of another shape; nothing
   *     is changed then
   */
  public boolean load(Map<String, Tensor> tensors) {
    String head = spec.head().name() + ".";
    List<Parameter> fitting = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Tensor tensor = tensors.get(parameter.name());
      if (tensor != null && tensor.shape().equals(parameter.shape())) {
        fitting.add(parameter);
      } else if (!parameter.name().startsWith(head)) {
        throw new UserException(
            "the weights do not fit: %s should have shape %s and %s; choose the preset they were trained with"
                .formatted(
                    parameter.name(),
                    parameter.shape(),
                    tensor == null ? "is missing" : "has " + tensor.shape()));
      }
    }
    boolean wholeHead = fitting.size() == parameters.size();
    for (Parameter parameter : fitting) {
      if (wholeHead || !parameter.name().startsWith(head)) {
        setWeights(Objects.requireNonNull(tensors.get(parameter.name())));
      }
    }
    return wholeHead;
  }

  /**
   * Overwrites a parameter.
   *
   * @throws IllegalArgumentException if there is none of that name and shape
   */
  public void setWeights(Tensor tensor) {
    set(values, tensor);
  }

  /**
   * Overwrites the momentum of a parameter.
   *
   * @throws IllegalArgumentException if there is no parameter of that name and shape
   */
  public void setMomentum(Tensor tensor) {
    set(momenta, tensor);
  }

  /**
   * Another probability in every dropout layer from the next step on. A network that was made with
   * the probability computes the same bits.
   *
   * @param probability from 0 to below 1
   * @throws IllegalArgumentException if it is not, or there is no such layer
   */
  public void setDropout(double probability) {
    if (dropouts.isEmpty() || !(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout cannot be %s in %d layers".formatted(probability, dropouts.size()));
    }
    dropouts.forEach(layer -> layer.setProbability(probability));
    closeSharedWindows();
  }

  private void set(ParameterVector arrays, Tensor tensor) {
    boolean known =
        parameters.stream()
            .anyMatch(p -> p.name().equals(tensor.name()) && p.shape().equals(tensor.shape()));
    if (!known) {
      throw new IllegalArgumentException(
          "the network has no tensor %s %s".formatted(tensor.name(), tensor.shape()));
    }
    Tensors.write(arrays.get(tensor.name()), tensor.values());
  }

  /**
   * Frees what the native library holds for this network and for the calling thread, which should
   * be the one that computed.
   */
  @Override
  public void close() {
    network.close();
    input.close();
    closeSharedWindows();
    momenta.close();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  private void closeSharedWindows() {
    if (sharedWindows != null) {
      sharedWindows.close();
      sharedWindows = null;
    }
  }
}
