package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Convolution;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The paper's convolutions, 32 images; the baselines are ND4J's operations, which run on oneDNN.
 */
@State(Scope.Benchmark)
@SuppressWarnings("try") // A workspace does its work by being open.
public class ConvolutionBenchmark {
  @Param({"conv1", "conv2", "conv3", "conv4", "conv5"})
  private String layer = "conv1";

  private ConvolutionOperation ours = operation(true);
  private ConvolutionOperation operations = operation(false);
  private INDArray x = Nd4j.empty();
  private INDArray dy = Nd4j.empty();

  @Setup
  public void fill() {
    ours = operation(Backend.isCpu());
    operations = operation(false);
    x = Nd4j.rand(DataType.FLOAT, Layout.batch(input(), 32));
    dy = Nd4j.rand(DataType.FLOAT, Layout.batch(ours.outputShape(), 32));
    for (ConvolutionOperation operation : new ConvolutionOperation[] {ours, operations}) {
      long length = operation.parameters().stream().mapToLong(Parameter::length).sum();
      operation.bindValues(
          new ParameterVector(operation.parameters(), Nd4j.rand(DataType.FLOAT, length)));
      operation.bindGradients(
          new ParameterVector(operation.parameters(), Nd4j.create(DataType.FLOAT, length)));
    }
  }

  private ConvolutionOperation operation(boolean onHost) {
    return new ConvolutionOperation(
        spec(), input(), Optional.empty(), !layer.equals("conv1"), onHost);
  }

  private Convolution spec() {
    return Preset.PAPER.network(1000).layers().stream()
        .filter(l -> l instanceof Convolution c && c.name().equals(layer))
        .map(Convolution.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private ImageShape input() {
    return switch (layer) {
      case "conv1" -> new ImageShape(3, 227, 227);
      case "conv2" -> new ImageShape(96, 27, 27);
      case "conv3" -> new ImageShape(256, 13, 13);
      default -> new ImageShape(384, 13, 13);
    };
  }

  @Benchmark
  public int forward() {
    return forward(ours);
  }

  @Benchmark
  public int baselineNd4jForward() {
    return forward(operations);
  }

  private int forward(ConvolutionOperation operation) {
    try (MemoryWorkspace memory = Scratch.open()) {
      return operation.forward(x, true, Scratch.MEMORY).rank();
    }
  }

  /** With the forward pass before it. */
  @Benchmark
  public boolean both() {
    return both(ours);
  }

  @Benchmark
  public boolean baselineNd4jBoth() {
    return both(operations);
  }

  private boolean both(ConvolutionOperation operation) {
    try (MemoryWorkspace memory = Scratch.open()) {
      operation.forward(x, true, Scratch.MEMORY);
      return operation.backward(x, dy, Scratch.MEMORY) == null;
    }
  }

  @TearDown
  public void free() {
    x.close();
    dy.close();
  }
}
