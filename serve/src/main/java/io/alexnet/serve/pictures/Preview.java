package io.alexnet.serve.pictures;

import io.alexnet.augment.AugmentSettings;
import io.alexnet.augment.ColourNoise;
import io.alexnet.augment.Mean;
import io.alexnet.augment.PatchChoice;
import io.alexnet.augment.PatchWriter;
import io.alexnet.common.EpochOrder;
import io.alexnet.common.InputGeometry;
import io.alexnet.common.KeyedRandom;
import io.alexnet.common.KeyedRandom.Purpose;
import io.alexnet.common.RgbImage;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.Decoded;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.Statistics;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.CheckpointState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first patches of an epoch as the network is shown them, but for mean and scale. */
public final class Preview {
  private static final int PATCHES = 32;
  private static final int COLUMNS = 8;
  private static final float WHITE = 255;

  private final Checkpoint trained;
  private final AugmentSettings settings;
  private final InputGeometry geometry;
  private final Statistics statistics;

  private Preview(Checkpoint trained) {
    this.trained = trained;
    AugmentSettings theirs = trained.settings().augment();
    // What is subtracted is known so, and can be added again.
    this.settings =
        new AugmentSettings(
            theirs.crop(),
            theirs.flip(),
            theirs.colourNoise(),
            theirs.noiseStrength(),
            Mean.RGB,
            1);
    this.geometry =
        trained.settings().network().network(trained.classes().names().size()).geometry();
    this.statistics = trained.statistics();
  }

  /**
   * Of the epoch that a checkpoint is in, with the settings in force there.
   *
   * @param data where its data lies
   * @return a PNG file
   */
  public static byte[] png(Path checkpoint, Path data) {
    Preview preview = new Preview(Checkpoint.open(checkpoint));
    return ContactSheet.png(preview.patches(preview.images(data)), COLUMNS, 1);
  }

  private ImageSet images(Path data) {
    CheckpointState.Source source = trained.state().source();
    ReadOptions options =
        ReadOptions.DEFAULT
            .withApplyExifOrientation(source.exifOrientation())
            .withVerifyChecksums(false)
            .withDecoder(source.decoder());
    return DataSet.open(data, geometry.imageSide(), options)
        .withHeldOutValidation(trained.settings().validationShare(), trained.settings().seed())
        .training();
  }

  private List<RgbImage> patches(ImageSet images) {
    PatchWriter writer = PatchWriter.training(geometry, settings, statistics);
    long seed = trained.settings().seed();
    int epoch = trained.state().epoch();
    List<RgbImage> patches = new ArrayList<>();
    for (int example : EpochOrder.permutation(seed, epoch, images.size())) {
      if (patches.size() == PATCHES) {
        break;
      }
      if (images.read(example) instanceof Decoded.Ok ok) {
        PatchChoice choice =
            PatchChoice.draw(
                settings, geometry, KeyedRandom.of(seed, epoch, example, Purpose.AUGMENT));
        float[] input = new float[geometry.inputLength()];
        writer.write(ok.image(), choice, input, 0);
        patches.add(picture(input));
      }
    }
    return patches;
  }

  /** Grey levels of an input. */
  private RgbImage picture(float[] input) {
    double[] mean = statistics.rgbMean();
    double gain =
        settings.colourNoise() == ColourNoise.AS_RUN ? 1 / (1 + settings.noiseStrength()) : 1;
    int side = geometry.patchSide();
    int plane = geometry.inputSide() * geometry.inputSide();
    byte[] pixels = new byte[RgbImage.CHANNELS * side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          float value = input[channel * plane + y * geometry.inputSide() + x];
          double level = value / gain + mean[channel];
          pixels[(y * side + x) * RgbImage.CHANNELS + channel] =
              (byte) Math.round(Math.max(0, Math.min(WHITE, level)));
        }
      }
    }
    return new RgbImage(side, side, pixels);
  }
}
