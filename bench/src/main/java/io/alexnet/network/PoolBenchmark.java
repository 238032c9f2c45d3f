package io.alexnet.network;

import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;

/** Overlapping max-pooling; the other baseline is ND4J's own on [N,C,H,W]. */
public class PoolBenchmark extends OperationBenchmark {
  private static final PoolOperation POOL =
      new PoolOperation(new Pool(PoolKind.MAX, 3, 2, false), SHAPE, Backend.isCpu());

  private final INDArray channelsFirst = x.reshape('c', SHAPE.batch(IMAGES));
  private final INDArray pooledChannelsFirst = y.reshape('c', POOL.outputShape().batch(IMAGES));

  public PoolBenchmark() {
    super(POOL);
  }

  @Benchmark
  public INDArray baselineNd4jForward() {
    Nd4j.exec(
        DynamicCustomOp.builder("maxpool2d")
            .addInputs(channelsFirst)
            .addOutputs(pooledChannelsFirst)
            .addIntegerArguments(3, 3, 2, 2, 0, 0, 1, 1, 0, 0, 0)
            .build());
    return pooledChannelsFirst;
  }
}
