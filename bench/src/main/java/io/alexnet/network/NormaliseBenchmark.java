package io.alexnet.network;

import io.alexnet.common.ImageShape;
import io.alexnet.network.LayerSpec.Normalise;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Local response normalisation behind conv1, 32 images; the baselines are ND4J's own and a copy.
 */
@State(Scope.Benchmark)
@SuppressWarnings("try") // A workspace does its work by being open.
public class NormaliseBenchmark {
  private final ImageShape shape = new ImageShape(96, 55, 55);
  private final NormaliseOperation operation =
      new NormaliseOperation(new Normalise(2, 5, 1e-4, 0.75), shape, Backend.isCpu());
  private final INDArray x = Nd4j.rand(DataType.FLOAT, shape.batch(32));
  private final INDArray dy = Nd4j.rand(DataType.FLOAT, shape.batch(32));
  private final INDArray y = Nd4j.create(DataType.FLOAT, shape.batch(32));

  @Benchmark
  public int forward() {
    try (MemoryWorkspace memory = Scratch.open()) {
      return operation.forward(x, true, Scratch.MEMORY).rank();
    }
  }

  @Benchmark
  public int backward() {
    try (MemoryWorkspace memory = Scratch.open()) {
      return operation.backward(x, dy, Scratch.MEMORY).rank();
    }
  }

  @Benchmark
  public INDArray baselineNd4jForward() {
    Nd4j.exec(
        DynamicCustomOp.builder("lrn")
            .addInputs(x)
            .addOutputs(y)
            .addIntegerArguments(2)
            .addFloatingPointArguments(2.0, 1e-4, 0.75)
            .build());
    return y;
  }

  @Benchmark
  public INDArray baselineCopy() {
    return y.assign(x);
  }

  @TearDown
  public void free() {
    x.close();
    dy.close();
    y.close();
  }
}
