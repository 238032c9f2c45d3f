package io.alexnet.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** One split on its way into a store: its shards, and which of its images were left out. */
final class SplitWriter implements AutoCloseable {
  private final ImageSet images;
  private final int classes;
  private final Damage damage;
  private final ShardWriter shards;
  private final List<UnfinishedStore.LeftOut> leftOut = new ArrayList<>();
  private int next;

  SplitWriter(
      Path directory,
      String split,
      ImageSet images,
      int classes,
      Damage damage,
      long maxShardBytes) {
    this.images = images;
    this.classes = classes;
    this.damage = damage;
    this.shards = new ShardWriter(directory, split, images.side(), images.size(), maxShardBytes);
  }

  /**
   * Goes on after what is there and verified.
   *
   * @param digest of the last shard's records; given up by the caller
   */
  void goOnAfter(UnfinishedStore.Split there, RecordsDigest digest) throws IOException {
    shards.goOnAfter(there.shards(), digest);
    there.leftOut().forEach(this::leaveOut);
    next = there.done();
  }

  /** Index of the image to be added next. */
  int next() {
    return next;
  }

  /** How many were left out so far. */
  int leftOut() {
    return leftOut.size();
  }

  /** Adds the image that is next, or the reason why there is none. */
  void add(Decoded decoded) throws IOException {
    if (decoded instanceof Decoded.Ok ok) {
      shards.add(next, ok.image());
    } else if (decoded instanceof Decoded.Rejected rejected) {
      leaveOut(new UnfinishedStore.LeftOut(next, rejected.reason()));
    }
    next++;
  }

  private void leaveOut(UnfinishedStore.LeftOut left) {
    leftOut.add(left);
    damage.reject(left.index(), left.reason());
  }

  UnfinishedStore.Split soFar() {
    return new UnfinishedStore.Split(next, shards.soFar(), leftOut);
  }

  /** Completes the last shard. */
  void finish() throws IOException {
    shards.finish();
  }

  /** Of what was finished. */
  StoreManifest.Split manifest() {
    int[] counts = new int[classes];
    used().forEach(index -> counts[images.label(index)]++);
    return new StoreManifest.Split(
        Arrays.stream(counts).boxed().toList(),
        shards.soFar().stream()
            .map(shard -> new StoreManifest.Shard(shard.file(), shard.records(), shard.digest()))
            .toList());
  }

  /** Names of the images in the store, in order. */
  List<String> names() {
    return used().mapToObj(images::name).toList();
  }

  private IntStream used() {
    BitSet left = new BitSet();
    leftOut.forEach(l -> left.set(l.index()));
    return IntStream.range(0, next).filter(index -> !left.get(index));
  }

  /** The excess of images left out, and whether the rest need not be read. */
  Damage damage() {
    return damage;
  }

  List<Rejection> rejections() {
    return damage.rejections();
  }

  @Override
  public void close() throws IOException {
    shards.close();
  }
}
