package io.alexnet.app;

import io.alexnet.ingest.JpegDecoder;
import io.alexnet.train.Checkpoint;
import picocli.CommandLine.ITypeConverter;

/** What a person may say about the reading of JPEG files. */
enum DecoderChoice {
  /** What suits. */
  AUTO,
  /** {@link JpegDecoder#TURBO}. */
  TURBO,
  /** {@link JpegDecoder#JAVA}. */
  JAVA;

  /** What was chosen; {@code suited} if nothing was. */
  JpegDecoder or(JpegDecoder suited) {
    return switch (this) {
      case AUTO -> suited;
      case TURBO -> JpegDecoder.TURBO;
      case JAVA -> JpegDecoder.JAVA;
    };
  }

  /** Says so if pictures are not read as those were that the network was trained on. */
  static void compare(Checkpoint trained, JpegDecoder here, Output output) {
    JpegDecoder there = trained.state().source().decoder();
    if (here != there) {
      output.note(
          "figures may differ in the last places: trained on pictures read by decoder %s, these are read by %s"
              .formatted(Values.word(there), Values.word(here)));
    }
  }

  /** auto, turbo or java. */
  static final class Name implements ITypeConverter<DecoderChoice> {
    @Override
    public DecoderChoice convert(String value) {
      return Values.word(DecoderChoice.class, value);
    }
  }
}
