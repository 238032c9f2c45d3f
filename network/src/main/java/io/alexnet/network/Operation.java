package io.alexnet.network;

import io.alexnet.common.ImageShape;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of one layer: forward, then at most one backward over the same batch. Arrays are
 * float32, row-major [N,H,W,C], the order in which oneDNN convolves without laying arrays out anew.
 *
 * <p>Results are allocated from the workspaces handed in and live as long as those; an operation
 * may keep references between forward and backward of one step, no longer.
 */
interface Operation {
  /** Shape of one example's output. */
  ImageShape outputShape();

  /** The tensors it trains, in the order of the flat parameter vector. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * Hands over the tensors' memory, once, before the first forward.
   *
   * @param values the layer's part of the parameter vector
   */
  default void bindValues(ParameterVector values) {}

  /**
   * Hands over where gradients go, before the first backward.
   *
   * @param gradients the layer's part of the gradient vector
   */
  default void bindGradients(ParameterVector gradients) {}

  /**
   * Output for a batch.
   *
   * @param input [N,H,W,C], left as it is
   */
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr memory);

  /**
   * Overwrites the gradients of the parameters with the sums over the batch, and gives the gradient
   * of the input.
   *
   * @param input what forward got
   * @param outputGradient may be overwritten
   * @return the gradient of the input, or null where nobody needs it
   */
  @Nullable INDArray backward(INDArray input, INDArray outputGradient, LayerWorkspaceMgr memory);
}
