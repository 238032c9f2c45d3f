package io.alexnet.augment;

import static io.alexnet.augment.Fixtures.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alexnet.common.EpochOrder;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TrainingBatchesTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long SEED = 5;
  private static final byte[] SPACE = new byte[0];

  @Test
  void workersDoNotChangeAByte() {
    ImageSet images = Fixtures.images(50, TrainingBatchesTest::everyNinthDamaged);
    List<String> one = digests(images, 1, 0, 0);
    assertThat(one).hasSize(50 / 4).doesNotHaveDuplicates();
    for (int workers : new int[] {2, 4, 8}) {
      assertThat(digests(images, workers, 0, 0)).as("%d workers", workers).isEqualTo(one);
    }
  }

  @Test
  void firstBatchIsPinned() {
    assertThat(digests(Fixtures.images(50), 2, 0, 0).get(0))
        .isEqualTo("aa7cc21aee9625f3aee2f6f4502025a39a395d05d86d593a29bde43fb8e73543");
  }

  @Test
  void anEpochIsItsPermutationWithoutTheRemainder() {
    int[] order = EpochOrder.permutation(SEED, 3, 50);
    List<Integer> visited =
        use(
                Fixtures.images(50),
                2,
                batches -> batches.from(3, 0),
                batch -> {
                  assertThat(batch.size()).isEqualTo(4);
                  assertThat(batch.epoch()).isEqualTo(3);
                  assertThat(batch.firstImage()).isEqualTo(4 * batch.step());
                  for (int slot = 0; slot < 4; slot++) {
                    assertThat(batch.labels()[slot]).isEqualTo(batch.examples()[slot] / 3);
                  }
                  return Arrays.stream(batch.examples()).boxed().toList();
                })
            .stream()
            .flatMap(List::stream)
            .toList();
    assertThat(visited)
        .doesNotHaveDuplicates()
        .isEqualTo(Arrays.stream(order).limit(48).boxed().toList());
  }

  @Test
  void startingLaterEqualsSkipping() {
    ImageSet images = Fixtures.images(50, TrainingBatchesTest::everyNinthDamaged);
    List<String> whole = digests(images, 2, 1, 0);
    for (int step : new int[] {1, 5, 11, 12}) {
      assertThat(digests(images, 2, 1, step)).isEqualTo(whole.subList(step, 12));
    }
  }

  @Test
  void epochsDiffer() {
    assertThat(digests(Fixtures.images(50), 2, 1, 0))
        .doesNotContainAnyElementsOf(digests(Fixtures.images(50), 2, 0, 0));
  }

  @Test
  void aSlotIsTheImageWithItsOwnChoices() {
    int[] order = EpochOrder.permutation(SEED, 0, 50);
    PatchWriter writer = PatchWriter.training(SMALL, AugmentSettings.PAPER, Fixtures.statistics(8));
    use(
        Fixtures.images(50),
        2,
        batches -> batches.from(0, 0),
        batch -> {
          for (int slot = 0; slot < 4; slot++) {
            int example = order[batch.step() * 4 + slot];
            assertSlot(batch, slot, writer, example, example);
          }
          return batch.step();
        });
  }

  @Test
  void anUnusableImageIsReplacedByOneOfItsClassAndReported() {
    ImageSet images = Fixtures.images(50, TrainingBatchesTest::everyNinthDamaged);
    int[] order = EpochOrder.permutation(SEED, 0, 50);
    PatchWriter writer = PatchWriter.training(SMALL, AugmentSettings.PAPER, Fixtures.statistics(8));
    List<Quarantined> all = new ArrayList<>();
    use(
        images,
        2,
        batches -> batches.from(0, 0),
        batch -> {
          for (int slot = 0; slot < 4; slot++) {
            int example = order[batch.step() * 4 + slot];
            int shown = batch.examples()[slot];
            assertThat(shown).isNotIn(damaged());
            assertThat(shown / 3).as("class of %d", example).isEqualTo(example / 3);
            assertThat(batch.labels()[slot]).isEqualTo(example / 3);
            // The choices stay those of the example that should have been there.
            assertSlot(batch, slot, writer, shown, example);
          }
          all.addAll(batch.quarantined());
          return batch.step();
        });
    List<Quarantined> expected =
        Arrays.stream(order)
            .limit(48)
            .filter(index -> index % 9 == 0)
            .mapToObj(index -> new Quarantined(index, "image-" + index, "torn " + index))
            .toList();
    assertThat(all).isEqualTo(expected).hasSizeGreaterThan(3);
  }

  @Test
  void replacementsChangeWithTheEpoch() {
    Replacements replacements =
        new Replacements(Fixtures.images(300, TrainingBatchesTest::everyNinthDamaged), SEED);
    assertThat(
            IntStream.range(0, 20)
                .mapToObj(epoch -> replacements.read(epoch, 9, SPACE, PipelineMeter.UNREAD).index())
                .distinct())
        .containsExactlyInAnyOrder(10, 11);
  }

  @Test
  void aClassWithoutUsableImagesBorrowsFromAnother() {
    ImageSet images =
        Fixtures.images(
            50,
            index ->
                index < 3
                    ? new Decoded.Rejected("torn")
                    : new Decoded.Ok(Fixtures.noise(8, index)));
    Replacements.Found found =
        new Replacements(images, SEED).read(0, 1, SPACE, PipelineMeter.UNREAD);
    assertThat(found.index()).isGreaterThan(2);
    assertThat(found.quarantined())
        .extracting(Quarantined::index)
        .startsWith(1)
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aSetWithoutUsableImagesEndsTheRun() {
    ImageSet images = Fixtures.images(50, index -> new Decoded.Rejected("torn"));
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> digests(images, 2, 0, 0))
        .withMessageMatching("image-\\d+ is unusable \\(torn\\), .* repair or remove .*")
        .withMessageNotContaining("\n");
  }

  @Test
  void changingTheNumberOfWorkersInMidStreamChangesNoByte() {
    List<String> expected = digests(Fixtures.images(50), 1, 0, 0);
    KeyedRandom random = KeyedRandom.of(4, 0, 0, Purpose.ORDER);
    for (int run = 0; run < 20; run++) {
      try (OrderedWorkers workers = new OrderedWorkers(8, "resized")) {
        List<String> digests = new ArrayList<>();
        new TrainingBatches(
                Fixtures.images(50),
                Fixtures.statistics(8),
                SMALL,
                AugmentSettings.PAPER,
                4,
                SEED,
                workers,
                2)
            .from(0, 0)
            .doOnNext(
                batch -> {
                  try (batch) {
                    workers.resize(1 + random.nextInt(workers.most()));
                    digests.add(Fixtures.digest(batch));
                  }
                })
            .blockLast(LIMIT);
        assertThat(digests).isEqualTo(expected);
      }
    }
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> digests(Fixtures.images(3), 1, 0, 0))
        .withMessage(
            "the training set has 3 images, fewer than a batch of 4: lower the batch size");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    try (OrderedWorkers workers = new OrderedWorkers(1, "other-size")) {
      assertThatExceptionOfType(UserException.class)
          .isThrownBy(
              () ->
                  new TrainingBatches(
                      Fixtures.images(9),
                      Fixtures.statistics(9),
                      new InputGeometry(9, 5, 7),
                      AugmentSettings.PAPER,
                      4,
                      SEED,
                      workers,
                      2))
          .withMessageContaining("images are 8x8 but the settings say 9x9");
    }
  }

  @Test
  void anEpochEndsWhereItEnds() {
    assertThat(digests(Fixtures.images(50), 1, 0, 12)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> digests(Fixtures.images(50), 1, 0, 13))
        .withMessage("epoch 0, step 13: an epoch has 12 steps");
  }

  @Test
  void aClosedBatchIsNotReadAgain() {
    List<Batch> seen = use(Fixtures.images(50), 2, batches -> batches.from(0, 10), batch -> batch);
    assertThat(seen).hasSize(2);
    seen.get(0).close();
    assertThatIllegalStateException()
        .isThrownBy(() -> seen.get(0).images())
        .withMessage("batch 10 of epoch 0 is closed");
  }

  private static void assertSlot(
      Batch batch, int slot, PatchWriter writer, int image, int choices) {
    int length = SMALL.inputLength();
    float[] expected = new float[length];
    PatchChoice choice =
        PatchChoice.draw(
            AugmentSettings.PAPER,
            SMALL,
            KeyedRandom.of(SEED, batch.epoch(), choices, Purpose.AUGMENT));
    writer.write(Fixtures.noise(8, image), choice, expected, 0);
    assertThat(Arrays.copyOfRange(batch.images(), slot * length, (slot + 1) * length))
        .isEqualTo(expected);
  }

  private static Decoded everyNinthDamaged(int index) {
    return index % 9 == 0
        ? new Decoded.Rejected("torn " + index)
        : new Decoded.Ok(Fixtures.noise(8, index));
  }

  private static Set<Integer> damaged() {
    return Set.of(0, 9, 18, 27, 36, 45);
  }

  private static List<String> digests(ImageSet images, int workers, int epoch, int step) {
    return use(images, workers, batches -> batches.from(epoch, step), Fixtures::digest);
  }

  /** Batches of 4 through a ring of 2, each closed when it has been looked at. */
  private static <T> List<T> use(
      ImageSet images,
      int threads,
      Function<TrainingBatches, Flux<Batch>> stream,
      Function<Batch, T> look) {
    try (OrderedWorkers workers = new OrderedWorkers(threads, "training-test")) {
      TrainingBatches batches =
          new TrainingBatches(
              images, Fixtures.statistics(8), SMALL, AugmentSettings.PAPER, 4, SEED, workers, 2);
      List<T> seen = new ArrayList<>();
      stream
          .apply(batches)
          .doOnNext(
              batch -> {
                try (batch) {
                  seen.add(look.apply(batch));
                }
              })
          .blockLast(LIMIT);
      return seen;
    }
  }
}
