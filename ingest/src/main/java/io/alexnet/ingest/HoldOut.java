package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.UserException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Divides the only split of a data set into images to train on and images to measure on. */
final class HoldOut {
  private HoldOut() {}

  static DataSet divide(DataSet data, double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new UserException("the share to hold out must lie between 0 and 1, not " + share);
    }
    ImageSet images = data.training();
    BitSet heldOut = choose(images, data, share, seed);
    ImageSet train =
        images.subset(IntStream.range(0, images.size()).filter(i -> !heldOut.get(i)).toArray());
    ImageSet val = images.subset(heldOut.stream().toArray());
    return new DataSet(
        data.location(),
        data.kind(),
        data.classes(),
        splits(train, val),
        data.fingerprint(),
        data.decoder(),
        Optional.empty(),
        data.options());
  }

  private static Map<String, ImageSet> splits(ImageSet train, ImageSet val) {
    Map<String, ImageSet> splits = new LinkedHashMap<>();
    splits.put(DataSet.TRAIN, train);
    splits.put(DataSet.VAL, val);
    return splits;
  }

  private static BitSet choose(ImageSet images, DataSet data, double share, long seed) {
    List<List<Integer>> byClass = new ArrayList<>();
    for (int label = 0; label < data.classes().size(); label++) {
      byClass.add(new ArrayList<>());
    }
    for (int i = 0; i < images.size(); i++) {
      byClass.get(images.label(i)).add(i);
    }
    BitSet chosen = new BitSet();
    for (int label = 0; label < byClass.size(); label++) {
      List<Integer> members = byClass.get(label);
      int n = members.size();
      if (n < 2) {
        throw new UserException(
            "class \"%s\" has %d image(s), too few to hold one out: add some, or a val directory"
                .formatted(OneLine.of(data.classes().name(label)), n));
      }
      members.sort(Comparator.comparingLong((Integer i) -> ticket(seed, images.name(i))));
      int held = (int) Math.min(n - 1, Math.max(1, Math.round(share * n)));
      members.subList(0, held).forEach(chosen::set);
    }
    return chosen;
  }

  // By name, not by position: a store lacks the folder's broken files, and its positions are
  // others.
  private static long ticket(long seed, String name) {
    byte[] digest = DurableFiles.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    long key = ByteBuffer.wrap(digest).getLong();
    return KeyedRandom.of(seed, 0, key, Purpose.HOLD_OUT).nextLong();
  }
}
