package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An operation behind conv1, 32 images; the baseline is a copy of what it reads. */
@State(Scope.Benchmark)
@SuppressWarnings("try") // A workspace does its work by being open.
public abstract class OperationBenchmark {
  static final int IMAGES = 32;
  static final ImageShape SHAPE = new ImageShape(96, 55, 55);

  final INDArray x = Nd4j.rand(DataType.FLOAT, Layout.batch(SHAPE, IMAGES));
  final INDArray y;
  private final Operation operation;
  private final INDArray copy = Nd4j.create(DataType.FLOAT, x.shape());
  private final INDArray dy;

  OperationBenchmark(Operation operation) {
    this.operation = operation;
    y = Nd4j.create(DataType.FLOAT, Layout.batch(operation.outputShape(), IMAGES));
    dy = Nd4j.rand(DataType.FLOAT, y.shape());
  }

  @Benchmark
  public int forward() {
    try (MemoryWorkspace memory = Scratch.open()) {
      return operation.forward(x, true, Scratch.MEMORY).rank();
    }
  }

  @Benchmark
  public int backward() {
    try (MemoryWorkspace memory = Scratch.open()) {
      return Objects.requireNonNull(operation.backward(x, dy, Scratch.MEMORY)).rank();
    }
  }

  @Benchmark
  public INDArray baselineCopy() {
    return copy.assign(x);
  }

  @TearDown
  public void free() {
    x.close();
    y.close();
    copy.close();
    dy.close();
  }
}
