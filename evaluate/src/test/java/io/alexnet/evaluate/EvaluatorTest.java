package io.alexnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.augment.PatchChoice;
import io.alexnet.augment.PatchWriter;
import io.alexnet.augment.Views;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.OrderedWorkers;
import io.alexnet.common.PipelineMeter;
import io.alexnet.common.Progress;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.Statistics;
import io.alexnet.network.Activation;
import io.alexnet.network.AlexNet;
import io.alexnet.network.InitialWeights;
import io.alexnet.network.LayerSpec.Activate;
import io.alexnet.network.LayerSpec.Convolution;
import io.alexnet.network.LayerSpec.Dense;
import io.alexnet.network.LayerSpec.Pool;
import io.alexnet.network.LayerSpec.PoolKind;
import io.alexnet.network.NetworkSpec;
import io.alexnet.network.Preset;
import io.alexnet.network.Ranking;
import io.alexnet.network.Softmax;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluatorTest {
  private static final int SIDE = 72;
  private static final int CLASSES = 7;
  private static final AugmentSettings SETTINGS =
      new AugmentSettings(true, true, ColourNoise.AS_RUN, 0.1, Mean.IMAGE, 1.0 / 64);

  private final NetworkSpec spec = Preset.MINI.network(CLASSES);
  private final Statistics statistics =
      new Statistics(SIDE, new float[3 * SIDE * SIDE], new double[3], new double[3], new double[9]);
  private final AlexNet network = new AlexNet(spec, 5);
  private final OrderedWorkers workers = new OrderedWorkers(2, "test");

  @AfterAll
  void close() {
    workers.close();
    network.close();
  }

  /** Noise pictures, labelled by index. */
  private static ImageSet images(int size, IntPredicate readable) {
    return new ImageSet() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return index % CLASSES;
      }

      @Override
      public String name(int index) {
        return "noise/" + index + ".jpg";
      }

      @Override
      public int side() {
        return SIDE;
      }

      @Override
      public Decoded read(int index, PipelineMeter meter) {
        return readable.test(index) ? new Decoded.Ok(image(index)) : new Decoded.Rejected("torn");
      }
    };
  }

  private static RgbImage image(int index) {
    byte[] pixels = new byte[SIDE * SIDE * 3];
    KeyedRandom random = KeyedRandom.of(1, 0, index, Purpose.SAMPLE_IMAGES);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new RgbImage(SIDE, SIDE, pixels);
  }

  /** Patch by patch, without batches. */
  private double[] expected(int index, Views views) {
    PatchWriter writer = PatchWriter.evaluation(spec.geometry(), SETTINGS, statistics);
    double[] mean = new double[CLASSES];
    for (PatchChoice window : views.windows(spec.geometry())) {
      float[] input = new float[spec.geometry().inputLength()];
      writer.write(image(index), window, input, 0);
      double[] probabilities = Softmax.probabilities(network.logits(input, 1)[0]);
      for (int c = 0; c < CLASSES; c++) {
        mean[c] += probabilities[c] / views.count();
      }
    }
    return mean;
  }

  @Test
  void tenPatchesAreAveragedAfterTheSoftmax() {
    Evaluator evaluator = new Evaluator(network, statistics, SETTINGS);
    double[] actual = evaluator.probabilities(image(3), Views.TEN);
    double[] expected = expected(3, Views.TEN);
    for (int c = 0; c < CLASSES; c++) {
      assertThat(actual[c]).isCloseTo(expected[c], within(1e-6));
    }
  }

  /** Of a network that can share: windows of 64x64 at 0, 4 and 8 of 72x72, the first step 4. */
  @ParameterizedTest
  @EnumSource
  void whatTheTenPatchesShareMakesNoDifference(Mean mean) {
    InitialWeights he = InitialWeights.he();
    NetworkSpec small =
        new NetworkSpec(
            new InputGeometry(SIDE, 64, 67),
            List.of(
                new Convolution("conv1", 8, 7, 4, 0, 1, he, 0),
                new Activate(Activation.RELU),
                new Pool(PoolKind.MAX, 3, 2, false),
                new Dense("fc2", CLASSES, he, 0)));
    AugmentSettings settings = new AugmentSettings(true, true, ColourNoise.NONE, 0, mean, 1.0 / 64);
    try (AlexNet sharing = new AlexNet(small, 3)) {
      Evaluator evaluator = new Evaluator(sharing, unevenStatistics(), settings);
      // More than the 12 or 24 images of a batch, and some that are missing.
      ImageSet images = images(31, i -> i % 7 != 0);
      EvaluationReport shared = evaluator.evaluate(images, Views.TEN, workers, Progress.NONE);
      EvaluationReport separate =
          evaluator.separately().evaluate(images, Views.TEN, workers, Progress.NONE);

      assertThat(shared).usingRecursiveComparison().ignoringFields("loss").isEqualTo(separate);
      assertThat(shared.loss()).isCloseTo(separate.loss(), withinPercentage(1e-4));
      double[] actual = evaluator.probabilities(image(3), Views.TEN);
      double[] expected = evaluator.separately().probabilities(image(3), Views.TEN);
      for (int c = 0; c < CLASSES; c++) {
        assertThat(actual[c]).isCloseTo(expected[c], within(1e-6));
      }
    }
  }

  /** A mean image that is nowhere the same and no mirror image of itself. */
  private static Statistics unevenStatistics() {
    float[] mean = new float[3 * SIDE * SIDE];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 60 + i % SIDE + i / SIDE % SIDE;
    }
    return new Statistics(SIDE, mean, new double[] {131, 128, 125}, new double[3], new double[9]);
  }

  @Test
  void onlyTenPatchesOfAMeanThatMovesWithThePixelsAreShared() {
    NetworkSpec paper = Preset.PAPER.network(CLASSES);
    assertThat(Look.sharing(paper, Mean.IMAGE, Views.TEN).slots()).isEqualTo(2);
    assertThat(Look.sharing(paper, Mean.CENTRAL_IMAGE, Views.TEN).slots()).isEqualTo(10);
    assertThat(Look.sharing(paper, Mean.IMAGE, Views.CENTRE).slots()).isEqualTo(1);
    assertThat(Look.sharing(spec, Mean.IMAGE, Views.TEN).slots()).as("mini").isEqualTo(10);
  }

  @Test
  void errorsOfASetAreThoseOfItsImages() {
    int size = 31;
    for (Views views : Views.values()) {
      double credit1 = 0;
      double credit5 = 0;
      double loss = 0;
      for (int i = 0; i < size; i++) {
        double[] probabilities = expected(i, views);
        credit1 += Ranking.credit(probabilities, i % CLASSES, 1);
        credit5 += Ranking.credit(probabilities, i % CLASSES, 5);
        loss -= Math.log(probabilities[i % CLASSES]);
      }
      EvaluationReport report =
          new Evaluator(network, statistics, SETTINGS)
              .evaluate(images(size, i -> true), views, workers, Progress.NONE);

      assertThat(report.complete()).isTrue();
      assertThat(report.images()).isEqualTo(size);
      assertThat(report.top1Error()).isCloseTo(1 - credit1 / size, within(1e-9));
      assertThat(report.top5Error()).isCloseTo(1 - credit5 / size, within(1e-9));
      assertThat(report.loss()).isCloseTo(loss / size, within(1e-5));
      assertThat(report.classes()).extracting("label").isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6));
      assertThat(report.classes()).extracting("images").isEqualTo(List.of(5, 5, 5, 4, 4, 4, 4));
      assertThat(
              report.classes().stream().mapToDouble(c -> c.images() * c.top1Error()).sum() / size)
          .isCloseTo(report.top1Error(), within(1e-9));
    }
  }

  @Test
  void whatIsMissingIsSaidAndNotCounted() {
    EvaluationReport report =
        new Evaluator(network, statistics, SETTINGS)
            .evaluate(images(26, i -> i % 5 != 0), Views.TEN, workers, Progress.NONE);

    assertThat(report.complete()).isFalse();
    assertThat(report.images()).isEqualTo(20);
    assertThat(report.total()).isEqualTo(26);
    assertThat(report.missing()).extracting("index").isEqualTo(List.of(0, 5, 10, 15, 20, 25));
  }

  @Test
  void aSetWithoutOneReadableImageIsRefused() {
    assertThatThrownBy(
            () ->
                new Evaluator(network, statistics, SETTINGS)
                    .evaluate(images(4, i -> false), Views.CENTRE, workers, Progress.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("noise/0.jpg, torn");
  }
}
