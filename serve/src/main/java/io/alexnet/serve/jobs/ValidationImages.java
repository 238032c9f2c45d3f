package io.alexnet.serve.jobs;

import io.alexnet.common.UserException;
import io.alexnet.ingest.DataSet;
import io.alexnet.ingest.ImageSet;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.Checkpoint;
import io.alexnet.train.CheckpointState;
import java.nio.file.Path;

/** Images read as a checkpoint's network was shown them. */
final class ValidationImages {
  private ValidationImages() {}

  /**
   * Those that its run measures its error on.
   *
   * @param data where its data lies
   * @throws UserException if the data has other classes by now
   */
  static ImageSet of(Checkpoint trained, Path data) {
    DataSet images =
        DataSet.open(data, trained.statistics().side(), options(trained))
            .withHeldOutValidation(trained.settings().validationShare(), trained.settings().seed());
    if (!images.classes().equals(trained.classes())) {
      throw new UserException("the data's classes are no longer those that it was trained on");
    }
    return images.validation().orElseThrow();
  }

  /** How its files were read. */
  static ReadOptions options(Checkpoint trained) {
    CheckpointState.Source source = trained.state().source();
    return ReadOptions.DEFAULT
        .withApplyExifOrientation(source.exifOrientation())
        .withDecoder(source.decoder());
  }
}
