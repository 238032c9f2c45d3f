package io.alexnet.ingest;

import io.alexnet.common.PipelineMeter;
import io.alexnet.common.RgbImage;
import io.alexnet.common.Stage;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One split of a prepared store, memory-mapped. */
final class StoreImages implements ImageSet {
  private static final StackWalker STACK = StackWalker.getInstance();

  private final Path location;
  private final Outage outage;
  private final List<MappedByteBuffer> shards;
  private final int recordsPerShard;
  private final int storedSide;
  private final int side;
  private final int[] firstOfClass;
  private final List<String> names;

  /**
   * @param location the store's directory
   * @param shards whole files, header included; all but the last with the same number of records
   */
  StoreImages(
      Path location,
      List<MappedByteBuffer> shards,
      int storedSide,
      int side,
      StoreManifest.Split split,
      List<String> names) {
    this.location = location;
    this.outage = new Outage(location);
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

  @Override
  public void outlast(Duration longest, Consumer<String> heard) {
    outage.outlast(longest, heard);
  }

  private Decoded readInto(byte[] pixels, int index, PipelineMeter meter) {
    return outage.read(location, () -> attempt(pixels, index, meter), meter);
  }

  private Decoded attempt(byte[] pixels, int index, PipelineMeter meter) throws IOException {
    long begun = System.nanoTime();
    MappedByteBuffer shard = shards.get(index / recordsPerShard);
    try {
      shard.get(ShardFormat.HEADER_BYTES + index % recordsPerShard * pixels.length, pixels);
      // The JVM reports a mapped page that its disk no longer gives as an InternalError, on JDK 17
      // not before native code next calls Java: without this call the pixels would pass for
      // sound, and the error would end a thread anywhere.
      STACK.walk(frames -> true);
    } catch (InternalError e) {
      throw new IOException("a part of it cannot be read from its disk", e);
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
