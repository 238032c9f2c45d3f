package io.alexnet.ingest;

import io.alexnet.common.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one split's images, given in order, as shards; forces none of them to disk. One thread;
 * close it on every path.
 */
final class ShardWriter implements AutoCloseable {
  private final Path directory;
  private final String split;
  private final int side;
  private final int images;
  private final int recordsPerShard;
  private final List<UnfinishedStore.Shard> complete = new ArrayList<>();
  private @Nullable OpenShard open;
  private int first;

  /**
   * @param images in the split; no more are added
   */
  ShardWriter(Path directory, String split, int side, int images, long maxShardBytes) {
    this.directory = directory;
    this.split = split;
    this.side = side;
    this.images = images;
    this.recordsPerShard = ShardFormat.recordsPerShard(side, maxShardBytes);
  }

  /**
   * Goes on after shards that are there and verified.
   *
   * @param digest of the last one's records; given up by the caller
   */
  void goOnAfter(List<UnfinishedStore.Shard> shards, RecordsDigest digest) throws IOException {
    for (UnfinishedStore.Shard shard : shards) {
      if (shard.isComplete()) {
        complete.add(shard);
        first += shard.records();
      } else {
        open = OpenShard.goOn(file(), new ShardFormat(side, shard.planned(), first), shard, digest);
      }
    }
  }

  /**
   * @param index of the image in the split, more than that of the one before
   */
  void add(int index, RgbImage image) throws IOException {
    OpenShard shard = open == null ? begin(index) : open;
    shard.add(index, image.pixels());
    if (shard.isFull()) {
      end(shard);
    }
  }

  private OpenShard begin(int index) throws IOException {
    int planned = Math.min(recordsPerShard, images - index);
    OpenShard begun = OpenShard.begin(file(), new ShardFormat(side, planned, first));
    open = begun;
    return begun;
  }

  private void end(OpenShard shard) throws IOException {
    UnfinishedStore.Shard ended = shard.finish();
    complete.add(ended);
    first += ended.records();
    open = null;
  }

  private Path file() {
    return directory.resolve(ShardFormat.fileName(split, complete.size(), side));
  }

  /** The shards so far; only the last may be incomplete. */
  List<UnfinishedStore.Shard> soFar() {
    List<UnfinishedStore.Shard> shards = new ArrayList<>(complete);
    if (open != null) {
      shards.add(open.soFar());
    }
    return shards;
  }

  /** Completes the last shard. */
  void finish() throws IOException {
    if (open != null) {
      end(open);
    }
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
