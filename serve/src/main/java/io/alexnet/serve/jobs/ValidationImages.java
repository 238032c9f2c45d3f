package io.alexnet.serve.jobs;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.CheckpointState;
import io.alexnet.train.Measured;
import java.nio.file.Path;

/** Images read as a checkpoint's network was shown them. */
final class ValidationImages {
  private ValidationImages() {}

  /**
   * Those that its run measures its error on, whatever was added to the data or removed since.
   *
   * @param data where its data lies
   * @throws UserException if the data has a class more by now, or no images that the network was
   *     not trained on
   */
  static Measured of(Checkpoint trained, Path data) {
    DataSet images =
        DataSet.openFor(trained.classes(), data, trained.statistics().side(), options(trained));
    return Measured.byDefault(trained, images);
  }

  /** How its files were read. */
  static ReadOptions options(Checkpoint trained) {
    CheckpointState.Source source = trained.state().source();
    return ReadOptions.DEFAULT
        .withApplyExifOrientation(source.exifOrientation())
        .withDecoder(source.decoder());
  }
}
