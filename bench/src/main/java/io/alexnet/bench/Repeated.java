package io.alexnet.bench;

import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Training images of a data set, each as often as it takes to fill a measurement. */
final class Repeated {
  private static final int SIDE = 256;

  private Repeated() {}

  /** {@code images} of them, in class order; a few photographs stand in for many. */
  static ImageSet images(DataSet data, int images) {
    ImageSet all = data.training();
    return all.subset(
        IntStream.range(0, images).map(i -> (int) ((long) i * all.size() / images)).toArray());
  }

  /** The same as a data set. */
  static DataSet data(DataSet data, int images) {
    return new DataSet(
        data.location(),
        data.kind(),
        data.classes(),
        Map.of(DataSet.TRAIN, images(data, images)),
        data.fingerprint(),
        data.decoder(),
        Optional.empty(),
        data.options(),
        data.layout());
  }

  /** A folder or store, at the side of the paper, read as fast as this machine can. */
  static DataSet open(String data) {
    ReadOptions options = ReadOptions.DEFAULT.withDecoder(JpegDecoder.fastest());
    return DataSet.open(Path.of(data), SIDE, options);
  }
}
