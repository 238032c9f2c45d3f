package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.util.List;

/** One split of a prepared store, memory-mapped. */
final class StoreImages implements ImageSet {
  private final List<MappedByteBuffer> shards;
  private final int recordsPerShard;
  private final int storedSide;
  private final int side;
  private final int[] firstOfClass;
  private final List<String> names;

  /**
   * @param shards whole files, header included; all but the last with the same number of records
   */
  StoreImages(
      List<MappedByteBuffer> shards,
      int storedSide,
      int side,
      StoreManifest.Split split,
      List<String> names) {
    this.shards = List.copyOf(shards);
    this.recordsPerShard = split.shards().get(0).records();
    this.storedSide = storedSide;
    this.side = side;
    this.firstOfClass = Labels.firstOfClass(split.counts());
    this.names = List.copyOf(names);
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public int label(int index) {
    return Labels.of(firstOfClass, index);
  }

  @Override
  public String name(int index) {
    return names.get(index);
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public Decoded read(int index, PipelineMeter meter) {
    return readInto(new byte[ShardFormat.recordBytes(storedSide)], index, meter);
  }

  @Override
  public Decoded read(int index, byte[] space, PipelineMeter meter) {
    return storedSide == side ? readInto(space, index, meter) : read(index, meter);
  }

  private Decoded readInto(byte[] pixels, int index, PipelineMeter meter) {
    long begun = System.nanoTime();
    MappedByteBuffer shard = shards.get(index / recordsPerShard);
    try {
      shard.get(ShardFormat.HEADER_BYTES + index % recordsPerShard * pixels.length, pixels);
    } catch (InternalError e) {
      // How the JVM reports a mapped page that is no longer there.
      throw new UncheckedIOException(
          new IOException("the prepared store was changed or its disk failed: " + e.getMessage()));
    }
    RgbImage image = new RgbImage(storedSide, storedSide, pixels);
    long read = meter.passed(Stage.READ, begun);
    if (storedSide == side) {
      return new Decoded.Ok(image);
    }
    RgbImage rescaled = Rescale.toSquare(image, side);
    meter.passed(Stage.RESCALE, read);
    return new Decoded.Ok(rescaled);
  }
}
