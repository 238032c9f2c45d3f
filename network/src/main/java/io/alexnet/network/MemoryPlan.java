package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.List;

/**
 * What training a network takes, from its shapes alone.
 *
 * @param parameterBytes weights, gradients and momenta
 * @param activationBytes the outputs of every layer for one batch, and four times the largest: two
 *     for the gradients passing back, two that oneDNN lays out in another order for the backward
 *     pass
 * @param batchBytes the ring of batches and the network's copy of one
 * @param snapshotBytes weights and momenta once more, while a checkpoint is written
 */
public record MemoryPlan(
    long parameterBytes, long activationBytes, long batchBytes, long snapshotBytes) {

  /**
   * What the JVM, its heap at work and the native libraries take besides, with what they keep from
   * step to step. Measured: with it, the plan without the snapshot comes to 3.85 GiB for the
   * paper's network at batch 128, whose peak is 3.84 GiB with 1 GiB of heap; for the small one to
   * more than it takes.
   */
  private static final long BASE_BYTES = 1720L << 20;

  /** Of the heap: classes and images on their way. Measured: 32 MiB are too few, 48 will do. */
  private static final long HEAP_BASE_BYTES = 48L << 20;

  /**
   * @param batch images to a step
   * @param buffers batches in the ring
   */
  public static MemoryPlan of(NetworkSpec spec, int batch, int buffers) {
    List<Operation> operations = Operations.chain(spec, new StepKey(), true);
    long parameters = spec.parameters().stream().mapToLong(Parameter::length).sum();
    long outputs =
        operations.stream().map(Operation::outputShape).mapToLong(ImageShape::length).sum();
    long largest =
        operations.stream()
            .map(Operation::outputShape)
            .mapToLong(ImageShape::length)
            .max()
            .orElse(0);
    long floats = Float.BYTES;
    return new MemoryPlan(
        3 * floats * parameters,
        floats * batch * (outputs + 4 * largest),
        floats * batch * (buffers + 1) * spec.geometry().inputLength(),
        2 * floats * parameters);
  }

  /**
   * The least {@code -Xmx}: it bounds batches, which are Java arrays, and by itself the snapshot,
   * which is a direct buffer.
   */
  public long heapBytes() {
    return HEAP_BASE_BYTES + Math.max(batchBytes, snapshotBytes);
  }

  /** All of it, with the JVM's own. */
  public long totalBytes() {
    return BASE_BYTES + parameterBytes + activationBytes + batchBytes + snapshotBytes;
  }
}
