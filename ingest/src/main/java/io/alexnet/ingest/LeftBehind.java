package io.alexnet.ingest;

import io.alexnet.common.OrderedWorkers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an interrupted run left, as far as it can be trusted: every byte that progress.json names is
 * read again and verified, and the training images are added up on the way. What comes after the
 * first shard that is not as it was written does not count.
 */
final class LeftBehind {
  private final Path directory;
  private final UnfinishedStore progress;
  private final DataSet data;
  private final Map<String, UnfinishedStore.Split> sound = new LinkedHashMap<>();
  private final Map<String, RecordsDigest> digests = new HashMap<>();

  /** A shard that may be sound. */
  private record Candidate(
      String split, int number, ShardFormat planned, UnfinishedStore.Shard shard) {
    boolean isTraining() {
      return !split.equals(DataSet.VAL);
    }
  }

  /**
   * A shard that was read.
   *
   * @param digest of its records
   * @param sums of its images if they are to train on, else of none
   */
  private record Found(boolean sound, RecordsDigest digest, ImageSums sums) {}

  /**
   * @param directory of the shards
   * @param progress what is said to be there of a store made from {@code data}
   */
  LeftBehind(Path directory, UnfinishedStore progress, DataSet data) {
    this.directory = directory;
    this.progress = progress;
    this.data = data;
  }

  /**
   * Reads it. Blocks until all is read or the listener wants to stop.
   *
   * @param sums get the training images that are sound
   * @return what can be gone on from: all of the progress, or less
   */
  UnfinishedStore verify(SharedSums sums, OrderedWorkers workers, PrepareListener listener)
      throws IOException {
    List<Candidate> candidates = candidates();
    Sweep.run(
        workers,
        0,
        candidates.size(),
        i -> read(candidates.get(i)),
        (i, found) -> {
          listener.at("verifying what is there", i + 1L, candidates.size());
          if (found.sound) {
            trust(candidates.get(i), found, sums);
          }
          return found.sound && !listener.stopRequested();
        });
    return progress.with(sound);
  }

  private List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (Map.Entry<String, ImageSet> split : data.splits().entrySet()) {
      int first = 0;
      UnfinishedStore.Split there = progress.split(split.getKey());
      for (int i = 0; i < there.shards().size(); i++) {
        UnfinishedStore.Shard shard = there.shards().get(i);
        ShardFormat planned = new ShardFormat(split.getValue().side(), shard.planned(), first);
        candidates.add(new Candidate(split.getKey(), i, planned, shard));
        first += shard.records();
      }
    }
    return candidates;
  }

  private Found read(Candidate candidate) {
    ShardFormat planned = candidate.planned;
    UnfinishedStore.Shard shard = candidate.shard;
    ImageSums sums = new ImageSums(planned.side());
    try (FileChannel channel =
        FileChannel.open(directory.resolve(shard.file()), StandardOpenOption.READ)) {
      ByteBuffer header = ShardFormat.read(channel, ByteBuffer.allocate(ShardFormat.HEADER_BYTES));
      RecordsDigest digest =
          RecordsDigest.read(
              channel,
              planned.side(),
              shard.records(),
              candidate.isTraining() ? record -> sums.add(List.of(record)) : record -> {});
      boolean whole =
          !shard.isComplete()
              || (header.equals(planned.header()) && channel.size() == planned.fileBytes());
      return new Found(whole && digest.soFar().equals(shard.digest()), digest, sums);
    } catch (IOException e) {
      return new Found(false, new RecordsDigest(), sums);
    }
  }

  private void trust(Candidate candidate, Found found, SharedSums sums) {
    sums.add(found.sums);
    UnfinishedStore.Split whole = progress.split(candidate.split);
    int count = candidate.number + 1;
    sound.put(candidate.split, count == whole.shards().size() ? whole : whole.first(count));
    digests.put(candidate.split, found.digest);
  }

  /** Prepares a writer to go on with its split, if anything of it is there. */
  void handTo(SplitWriter writer, String split) throws IOException {
    UnfinishedStore.Split there = sound.get(split);
    if (there != null) {
      writer.goOnAfter(there, Objects.requireNonNull(digests.get(split)));
    }
  }
}
