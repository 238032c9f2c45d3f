package io.alexnet.app;

import io.alexnet.common.UserException;
import io.alexnet.ingest.JpegDecoder;
import io.alexnet.ingest.ReadOptions;
import io.alexnet.train.Checkpoint;
import java.util.Optional;
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
          "What reads JPEG files: turbo is libjpeg-turbo, the system's or the bundled one; java is"
              + " slower and gives Pillow's bytes. Default: auto, which is the decoder recorded in"
              + " the checkpoint, run or store if this machine has it, otherwise turbo if this"
              + " machine has it.")
  private DecoderChoice decoder = DecoderChoice.AUTO;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description =
          "Skip images of more pixels, to save memory. A JPEG image may have four times as many,"
              + " since it is rescaled while it is decoded. Default: 50000000.")
  private long maxPixels = ReadOptions.DEFAULT.maxPixels();

  private ReadOptions readOptions(JpegDecoder suited) {
    if (maxPixels < 1) {
      throw new UserException("--max-pixels must be at least 1, not " + maxPixels);
    }
    return ReadOptions.DEFAULT
        .withMaxPixels(maxPixels)
        .withApplyExifOrientation(exifOrientation)
        .withFollowLinks(followLinks)
        .withDecoder(decoder.or(suited));
  }

  /**
   * As asked for; by default decoded as the work was begun that this goes on with, and says so
   * where that is not what it would take otherwise.
   *
   * @param begun what that was begun with, if there is any
   */
  ReadOptions readOptions(Optional<JpegDecoder> begun, Output output) {
    JpegDecoder fastest = JpegDecoder.fastest();
    JpegDecoder suited = begun.filter(JpegDecoder::isPresent).orElse(fastest);
    if (decoder == DecoderChoice.AUTO && suited != fastest) {
      output.note("decoder %s, as this was begun with it".formatted(Values.word(suited)));
    }
    return readOptions(suited);
  }

  /**
   * As asked for; turned by EXIF data too, and by default decoded, as the training pictures were.
   */
  ReadOptions readOptions(Checkpoint trained) {
    boolean turned = exifOrientation || trained.state().source().exifOrientation();
    JpegDecoder theirs = trained.state().source().decoder();
    return readOptions(theirs.isPresent() ? theirs : JpegDecoder.JAVA)
        .withApplyExifOrientation(turned);
  }
}
