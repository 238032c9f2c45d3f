package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import java.time.Duration;
import java.util.function.Consumer;

/** Some images of another set. */
final class ImageSubset implements ImageSet {
  private final ImageSet whole;
  private final int[] indices;

  ImageSubset(ImageSet whole, int[] indices) {
    this.whole = whole;
    this.indices = indices.clone();
    for (int index : this.indices) {
      if (index < 0 || index >= whole.size()) {
        throw new IllegalArgumentException(
            "no image %d in a set of %d".formatted(index, whole.size()));
      }
    }
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public String name(int index) {
    return whole.name(indices[index]);
  }

  @Override
  public String contents(int index) {
    return whole.contents(indices[index]);
  }

  @Override
  public int side() {
    return whole.side();
  }

  @Override
  public Decoded read(int index, PipelineMeter meter) {
    return whole.read(indices[index], meter);
  }

  @Override
  public Decoded read(int index, byte[] space, PipelineMeter meter) {
    return whole.read(indices[index], space, meter);
  }

  @Override
  public void outlast(Duration longest, Consumer<String> heard) {
    whole.outlast(longest, heard);
  }
}
