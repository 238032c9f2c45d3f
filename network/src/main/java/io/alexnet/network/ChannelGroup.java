package io.alexnet.network;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.nio.FloatBuffer;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of several equal parts of the channels, moved between [N,H,W,C] and an array of its own.
 *
 * <p>A copy each way, because conv2d of ND4J 1.0.0-M2.1 disregards the strides of a view in this
 * order of axes: it computes nonsense and writes beyond the end.
 */
record ChannelGroup(int index, int groups, boolean onHost) {

  /** The part of {@code maps}; the array itself if there is only one part. */
  INDArray of(INDArray maps, ArrayType use, LayerWorkspaceMgr memory) {
    if (groups == 1) {
      return maps;
    }
    INDArray part = empty(maps, use, memory);
    if (onHost) {
      FloatBuffer from = HostFloats.of(maps);
      FloatBuffer to = HostFloats.of(part);
      int width = (int) part.size(3);
      pixels(part, pixel -> to.put(pixel * width, from, position(pixel, width), width));
    } else {
      part.assign(view(maps));
    }
    return part;
  }

  /** An array for the part, with nothing in it; {@code maps} itself if there is only one part. */
  INDArray empty(INDArray maps, ArrayType use, LayerWorkspaceMgr memory) {
    if (groups == 1) {
      return maps;
    }
    long[] shape = maps.shape().clone();
    shape[3] /= groups;
    return memory.createUninitialized(use, maps.dataType(), shape, 'c');
  }

  /** Puts the part back to where it belongs in {@code maps}. */
  void into(INDArray maps, INDArray part) {
    if (groups == 1) {
      return;
    }
    if (onHost) {
      FloatBuffer from = HostFloats.of(part);
      FloatBuffer to = HostFloats.of(maps);
      int width = (int) part.size(3);
      pixels(part, pixel -> to.put(position(pixel, width), from, pixel * width, width));
    } else {
      view(maps).assign(part);
    }
  }

  private INDArray view(INDArray maps) {
    long width = maps.size(3) / groups;
    return maps.get(all(), all(), all(), interval(index * width, (index + 1) * width));
  }

  private int position(int pixel, int width) {
    return (pixel * groups + index) * width;
  }

  private static void pixels(INDArray part, IntConsumer task) {
    HostFloats.ranges(
        (int) (part.length() / part.size(3)),
        HostFloats.RANGE,
        () ->
            (from, length) -> {
              for (int pixel = from; pixel < from + length; pixel++) {
                task.accept(pixel);
              }
            });
  }
}
