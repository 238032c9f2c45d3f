package io.alexnet.network;

import io.alexnet.network.LayerSpec.Normalise;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;

/** Local response normalisation; the other baseline is ND4J's own. */
public class NormaliseBenchmark extends OperationBenchmark {
  public NormaliseBenchmark() {
    super(new NormaliseOperation(new Normalise(2, 5, 1e-4, 0.75), SHAPE, Backend.isCpu()));
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
}
