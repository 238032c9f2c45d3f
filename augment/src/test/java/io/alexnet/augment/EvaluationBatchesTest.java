package io.alexnet.augment;

import static io.alexnet.augment.Fixtures.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alexnet.common.OrderedWorkers;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluationBatchesTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** What is left of a batch once it is closed. */
  private record Seen(
      int step,
      int firstImage,
      List<Integer> examples,
      List<Integer> labels,
      List<Quarantined> quarantined,
      String digest) {}

  @Test
  void everyImageComesOnceInOrderWithTenViewsInOneBatch() {
    // 35 slots hold three images of ten views; 17 images leave two for the last batch.
    List<Seen> seen = evaluate(Fixtures.images(17), Views.TEN, 35, 4);
    assertThat(seen).extracting(Seen::firstImage).containsExactly(0, 3, 6, 9, 12, 15);
    assertThat(seen).extracting(Seen::step).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(seen)
        .extracting(batch -> batch.examples().size())
        .containsExactly(30, 30, 30, 30, 30, 20);
    List<Integer> expected = IntStream.range(0, 17).boxed().flatMap(at -> repeat(at, 10)).toList();
    assertThat(seen.stream().flatMap(batch -> batch.examples().stream())).isEqualTo(expected);
    assertThat(seen.stream().flatMap(batch -> batch.labels().stream()))
        .isEqualTo(expected.stream().map(index -> index / 3).toList());
  }

  @Test
  void slotsShowTheWindowsInOrder() {
    PatchWriter writer =
        PatchWriter.evaluation(SMALL, AugmentSettings.AS_RUN, Fixtures.statistics(8));
    for (Views views : Views.values()) {
      try (OrderedWorkers workers = new OrderedWorkers(2, "views")) {
        batches(Fixtures.images(5), views, 20, workers)
            .all()
            .doOnNext(
                batch -> {
                  try (batch) {
                    for (int slot = 0; slot < batch.size(); slot++) {
                      PatchChoice window = views.windows(SMALL).get(slot % views.count());
                      float[] expected = new float[SMALL.inputLength()];
                      writer.write(Fixtures.noise(8, batch.examples()[slot]), window, expected, 0);
                      assertThat(slot(batch, slot)).isEqualTo(expected);
                    }
                  }
                })
            .blockLast(LIMIT);
      }
    }
  }

  @Test
  void unusableImagesAreLeftOutAndReportedAndTheOthersMoveUp() {
    List<Seen> seen = evaluate(damaged(12), Views.TEN, 40, 4);
    assertThat(seen).extracting(Seen::firstImage).containsExactly(0, 4, 8);
    assertThat(seen.get(0).examples())
        .isEqualTo(IntStream.of(0, 3).boxed().flatMap(at -> repeat(at, 10)).toList());
    assertThat(seen.get(0).quarantined())
        .containsExactly(
            new Quarantined(1, "image-1", "torn"), new Quarantined(2, "image-2", "torn"));
    assertThat(seen.get(1).examples()).as("all of 4 to 7 are unusable").isEmpty();
    assertThat(seen.get(1).quarantined()).hasSize(4);
    assertThat(seen.get(2).examples()).hasSize(40);
    // Moved pixels, not only moved labels: the same as of a set that has these two alone.
    ImageSet two = Fixtures.images(2, index -> new Decoded.Ok(Fixtures.noise(8, 3 * index)));
    try (OrderedWorkers workers = new OrderedWorkers(1, "two")) {
      float[] expected = new float[20 * SMALL.inputLength()];
      batches(two, Views.TEN, 40, workers)
          .all()
          .doOnNext(batch -> System.arraycopy(batch.images(), 0, expected, 0, expected.length))
          .blockLast(LIMIT);
      batches(damaged(12), Views.TEN, 40, workers)
          .all()
          .take(1)
          .doOnNext(
              batch ->
                  assertThat(Arrays.copyOf(batch.images(), expected.length)).isEqualTo(expected))
          .blockLast(LIMIT);
    }
  }

  @Test
  void workersDoNotChangeAByte() {
    List<Seen> one = evaluate(damaged(40), Views.TEN, 40, 1);
    for (int workers : new int[] {2, 4, 8}) {
      assertThat(evaluate(damaged(40), Views.TEN, 40, workers)).isEqualTo(one);
    }
  }

  @Test
  void oneViewIsTheCentre() {
    List<Seen> seen = evaluate(Fixtures.images(10), Views.CENTRE, 4, 2);
    assertThat(seen).extracting(batch -> batch.examples().size()).containsExactly(4, 4, 2);
    assertThat(Views.CENTRE.windows(SMALL)).containsExactly(PatchChoice.window(1, 1, false));
  }

  @Test
  void anEmptySetHasNoBatches() {
    assertThat(evaluate(Fixtures.images(0), Views.TEN, 10, 2)).isEmpty();
  }

  @Test
  void aBatchHoldsAtLeastOneImage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate(Fixtures.images(3), Views.TEN, 9, 1))
        .withMessage("capacity 9 is less than the 10 windows of one image");
  }

  private static ImageSet damaged(int size) {
    List<Integer> torn = List.of(1, 2, 4, 5, 6, 7, 31);
    return Fixtures.images(
        size,
        index ->
            torn.contains(index)
                ? new Decoded.Rejected("torn")
                : new Decoded.Ok(Fixtures.noise(8, index)));
  }

  private static Stream<Integer> repeat(int value, int times) {
    return IntStream.range(0, times).mapToObj(at -> value);
  }

  private static float[] slot(Batch batch, int slot) {
    int length = SMALL.inputLength();
    return Arrays.copyOfRange(batch.images(), slot * length, (slot + 1) * length);
  }

  private static EvaluationBatches batches(
      ImageSet images, Views views, int capacity, OrderedWorkers workers) {
    return new EvaluationBatches(
        images,
        Fixtures.statistics(8),
        SMALL,
        AugmentSettings.AS_RUN,
        views.windows(SMALL),
        capacity,
        workers,
        2);
  }

  private static List<Seen> evaluate(ImageSet images, Views views, int capacity, int threads) {
    List<Seen> seen = new ArrayList<>();
    try (OrderedWorkers workers = new OrderedWorkers(threads, "evaluation-test")) {
      batches(images, views, capacity, workers)
          .all()
          .doOnNext(
              batch -> {
                try (batch) {
                  seen.add(
                      new Seen(
                          batch.step(),
                          batch.firstImage(),
                          Arrays.stream(batch.examples()).limit(batch.size()).boxed().toList(),
                          Arrays.stream(batch.labels()).limit(batch.size()).boxed().toList(),
                          batch.quarantined(),
                          Fixtures.digest(batch)));
                }
              })
          .blockLast(LIMIT);
    }
    return seen;
  }
}
