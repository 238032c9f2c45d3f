package io.alexnet.app;

import io.alexnet.ingest.JpegDecoder;
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

  @Option(
      names = "--decoder",
      paramLabel = "auto|turbo|java",
      converter = DecoderChoice.Name.class,
      description =
          "What reads JPEG files: turbo is libjpeg-turbo, fast, where it is installed; java gives the"
              + " same bytes on any machine. Default: auto, as the pictures of --checkpoint were"
              + " read, if there is one, else turbo, if it is there. To go on with a run or a store"
              + " begun with the other, name that.")
  private DecoderChoice decoder = DecoderChoice.AUTO;

  ReadOptions readOptions() {
    return ReadOptions.DEFAULT
        .withApplyExifOrientation(exifOrientation)
        .withFollowLinks(followLinks)
        .withDecoder(decoder.or(JpegDecoder.fastest()));
  }

  /**
   * As asked for; turned by EXIF data too, and by default decoded, as the training pictures were.
   */
  ReadOptions readOptions(Checkpoint trained) {
    boolean turned = exifOrientation || trained.state().source().exifOrientation();
    JpegDecoder theirs = trained.state().source().decoder();
    return readOptions()
        .withApplyExifOrientation(turned)
        .withDecoder(decoder.or(theirs.isPresent() ? theirs : JpegDecoder.JAVA));
  }
}
