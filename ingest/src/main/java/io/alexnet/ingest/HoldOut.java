package io.alexnet.ingest;

import io.alexnet.common.UserException;
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
    Map<String, ImageSet> splits = new LinkedHashMap<>();
    splits.put(
        DataSet.TRAIN,
        images.subset(IntStream.range(0, images.size()).filter(i -> !heldOut.get(i)).toArray()));
    splits.put(DataSet.VAL, images.subset(heldOut.stream().toArray()));
    ImageSet test = data.splits().get(DataSet.TEST);
    if (test != null) {
      splits.put(DataSet.TEST, test);
    }
    return data.with(splits, Optional.empty());
  }

  private static BitSet choose(ImageSet images, DataSet data, double share, long seed) {
    List<List<Integer>> byClass = new ArrayList<>();
    for (int label = 0; label < data.classes().size(); label++) {
      byClass.add(new ArrayList<>());
    }
    for (int i = 0; i < images.size(); i++) {
      byClass.get(images.label(i)).add(i);
    }
    long[] tickets = Tickets.of(images, seed);
    BitSet chosen = new BitSet();
    for (int label = 0; label < byClass.size(); label++) {
      List<Integer> members = byClass.get(label);
      int n = members.size();
      if (n < 2) {
        throw new UserException(
            "class \"%s\" has %d image(s), too few to hold one out: add some, or a val directory"
                .formatted(OneLine.of(data.classes().name(label)), n));
      }
      members.sort(Comparator.comparingLong((Integer i) -> tickets[i]));
      int held = (int) Math.min(n - 1, Math.max(1, Math.round(share * n)));
      members.subList(0, held).forEach(chosen::set);
    }
    return chosen;
  }
}
