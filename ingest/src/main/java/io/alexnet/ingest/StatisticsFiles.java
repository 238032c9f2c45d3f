package io.alexnet.ingest;

import io.alexnet.common.DurableFiles;
import io.alexnet.common.RgbImage;
import io.alexnet.common.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Statistics as two files: numbers in statistics.json, the mean image in mean-image.f32. */
final class StatisticsFiles {
  static final String MEAN_IMAGE = "mean-image.f32";
  private static final String NUMBERS = "statistics.json";
  private static final int VERSION = 1;

  private StatisticsFiles() {}

  /** The contents of statistics.json. */
  private record Numbers(
      String format, int version, int side, Colours colours, FileDigest meanImage) {
    static final String FORMAT = "alexnet-statistics";
  }

  static void write(Statistics statistics, Path directory) throws IOException {
    writeMeanImage(statistics, directory);
    Json.write(
        directory.resolve(NUMBERS),
        new Numbers(
            Numbers.FORMAT,
            VERSION,
            statistics.side(),
            Colours.of(statistics),
            FileDigest.of(directory, MEAN_IMAGE)));
  }

  static Statistics read(Path directory) {
    Path file = directory.resolve(NUMBERS);
    Numbers numbers = Json.read(file, Numbers.FORMAT, VERSION, Numbers.class);
    try {
      return numbers
          .colours()
          .withMeanImage(
              numbers.side(), readMeanImage(directory, numbers.side(), numbers.meanImage()));
    } catch (IllegalArgumentException e) {
      throw new UserException("%s is damaged: %s".formatted(file, OneLine.of(e)), e);
    }
  }

  /** Little-endian floats [3, side, side], nothing else. */
  static void writeMeanImage(Statistics statistics, Path directory) throws IOException {
    float[] mean = statistics.meanImage();
    ByteBuffer bytes = ByteBuffer.allocate(mean.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(mean);
    Path file = directory.resolve(MEAN_IMAGE);
    Path hidden = directory.resolve("." + MEAN_IMAGE + ".tmp");
    Files.write(hidden, bytes.array());
    DurableFiles.force(hidden);
    DurableFiles.rename(hidden, file);
  }

  /** Verified against its size and digest. */
  static float[] readMeanImage(Path directory, int side, FileDigest expected) {
    Path file = directory.resolve(MEAN_IMAGE);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserException("%s cannot be read: %s".formatted(file, OneLine.of(e)), e);
    }
    String digest = HexFormat.of().formatHex(DurableFiles.sha256().digest(bytes));
    long length = (long) RgbImage.CHANNELS * side * side;
    if (bytes.length != length * Float.BYTES || !digest.equals(expected.sha256())) {
      throw new UserException("%s is damaged: it is not the file that was written".formatted(file));
    }
    float[] mean = new float[(int) length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(mean);
    return mean;
  }
}
