package io.alexnet.network;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The update of fc6's weights; the baselines are the same in ND4J's operations and a copy. */
@State(Scope.Benchmark)
public class UpdateBenchmark {
  private static final UpdateRule RULE = new UpdateRule(0.9, 0.0005, 1e-6, 1e-6);

  private final INDArray weights = Nd4j.rand(DataType.FLOAT, 4096, 9216);
  private final INDArray gradient = Nd4j.rand(DataType.FLOAT, 4096, 9216);
  private final INDArray momentum = Nd4j.create(DataType.FLOAT, 4096, 9216);
  private final INDArray scratch = Nd4j.create(DataType.FLOAT, 4096, 9216);

  @Benchmark
  public INDArray update() {
    MomentumUpdate.apply(RULE, false, weights, gradient, momentum, Backend.isCpu());
    return weights;
  }

  @Benchmark
  public INDArray baselineNd4j() {
    momentum.muli(RULE.momentum());
    momentum.subi(weights.mul(RULE.weightDecay() * RULE.weightRate(), scratch));
    momentum.subi(gradient.mul(RULE.weightRate(), scratch));
    return weights.addi(momentum);
  }

  @Benchmark
  public INDArray baselineCopy() {
    return scratch.assign(gradient);
  }

  @TearDown
  public void free() {
    weights.close();
    gradient.close();
    momentum.close();
    scratch.close();
  }
}
