package io.alexnet.train;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.ingest.TrainedOn;
import java.util.List;
import java.util.Locale;

/**
 * What a checkpoint knows besides tensors: state.json.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format
 * @param begun settings that the run was begun with: only with these can it be gone on with
 * @param settings in force, which differ from those if they were changed on the way
 * @param classes names, by label
 * @param parameters number of trained values
 * @param fingerprint of the data set
 * @param trainedOn tells the images it was trained on from others; {@link TrainedOn#UNKNOWN} in
 *     checkpoints of before this was written down
 * @param source what else the pixels depend on
 * @param epoch epochs completed
 * @param step steps taken in all
 * @param stepInEpoch steps taken since the last completed epoch
 * @param rate learning rate and what decides on it
 * @param meters of the epoch in progress
 * @param lastEpoch figures of the last completed epoch
 * @param trend where the loss is going
 * @param colours statistics of the training images, but for the mean image
 * @param environment what else the bits depend on
 */
public record CheckpointState(
    String format,
    int version,
    TrainSettings begun,
    TrainSettings settings,
    List<String> classes,
    long parameters,
    String fingerprint,
    @JacksonInject(value = RunText.TRAINED_ON, useInput = OptBoolean.TRUE) TrainedOn trainedOn,
    Source source,
    int epoch,
    long step,
    int stepInEpoch,
    RateState rate,
    Meters meters,
    LastEpoch lastEpoch,
    LossTrend trend,
    Colours colours,
    Environment environment) {
  static final String FORMAT = "alexnet-checkpoint";
  static final int VERSION = 2;

  public CheckpointState {
    classes = List.copyOf(classes);
  }

  /**
   * How the data set was read.
   *
   * @param kind folder or store
   * @param trainingImages number of images to train on
   * @param validationImages number of images to measure on
   * @param exifOrientation whether pictures were turned as their EXIF data say
   * @param decoder what made pixels of JPEG files
   * @param contents {@link DataSet#contents}
   */
  public record Source(
      String kind,
      int trainingImages,
      int validationImages,
      boolean exifOrientation,
      JpegDecoder decoder,
      String contents) {
    static Source of(DataSet data, ReadOptions options) {
      return new Source(
          data.kind().name().toLowerCase(Locale.ROOT),
          data.training().size(),
          data.validation().map(ImageSet::size).orElse(0),
          options.applyExifOrientation(),
          data.decoder(),
          data.contents());
    }
  }

  /**
   * Sums over the steps of the epoch in progress.
   *
   * @param loss in nats
   * @param top1Error 0 to 1 for each step
   */
  public record Meters(double loss, double top1Error) {
    static final Meters ZERO = new Meters(0, 0);
  }

  /**
   * Means of the last completed epoch; before the first, -1 each.
   *
   * @param trainLoss in nats
   * @param valTop1Error 0 to 1
   * @param valTop5Error 0 to 1
   */
  public record LastEpoch(double trainLoss, double valTop1Error, double valTop5Error) {
    static final LastEpoch NONE = new LastEpoch(-1, -1, -1);
  }

  /**
   * @param rgbMean grey levels, 3
   * @param eigenvalues squared grey levels, 3, descending
   * @param eigenvectors 3x3 row-major, column k for eigenvalue k
   */
  public record Colours(List<Double> rgbMean, List<Double> eigenvalues, List<Double> eigenvectors) {
    public Colours {
      rgbMean = List.copyOf(rgbMean);
      eigenvalues = List.copyOf(eigenvalues);
      eigenvectors = List.copyOf(eigenvectors);
    }
  }

  /**
   * @param arithmeticThreads of the native library: another number changes the last bits
   * @param backend the native library
   * @param deeplearning4j its version
   * @param java version of the JVM
   */
  public record Environment(
      int arithmeticThreads, String backend, String deeplearning4j, String java) {
    /** "2 arithmetic threads, CPU, Deeplearning4j 1.0.0-M2.1, Java 17.0.19". */
    String words() {
      return "%d arithmetic threads, %s, Deeplearning4j %s, Java %s"
          .formatted(arithmeticThreads, backend, deeplearning4j, java);
    }
  }
}
