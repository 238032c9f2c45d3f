package io.alexnet.app;

import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.Checkpoint;
import picocli.CommandLine.Option;

/** How image files are read, for every command that does. */
final class ReadingOptions {
  @Option(
      names = "--exif-orientation",
      description = "Turn pictures as the camera's EXIF note says. Default: off, as in 2012.")
  private boolean exifOrientation;

  @Option(
      names = "--follow-links",
      description =
          "Follow symbolic links that lead out of the data directory. Default: refuse them.")
  private boolean followLinks;

  ReadOptions readOptions() {
    return ReadOptions.DEFAULT
        .withApplyExifOrientation(exifOrientation)
        .withFollowLinks(followLinks);
  }

  /** As asked for, and turned by EXIF data too if the training pictures were. */
  ReadOptions readOptions(Checkpoint trained) {
    boolean turned = exifOrientation || trained.state().source().exifOrientation();
    return readOptions().withApplyExifOrientation(turned);
  }
}
