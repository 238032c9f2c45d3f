package io.alexnet.ingest;

/** What turns JPEG files into pixels. Other kinds of files are read in one way only. */
public enum JpegDecoder {
  /** TwelveMonkeys, in Java: every kind of JPEG file, the same bytes on any machine. */
  JAVA,

  /**
   * libjpeg-turbo where it is installed, nearly twice as fast from file to square: what is out of
   * the ordinary or damaged is left to {@link #JAVA}. Pictures differ from its by less than two
   * grey levels on average.
   */
  TURBO;

  /** What to do where {@link #TURBO} is not present. */
  public static final String INSTALL =
      "install libjpeg-turbo (Debian: apt-get install libturbojpeg0, Ubuntu: libturbojpeg)";

  /** The fastest that is present. */
  public static JpegDecoder fastest() {
    return TURBO.isPresent() ? TURBO : JAVA;
  }

  /** Whether this machine has it. */
  public boolean isPresent() {
    return this == JAVA || TurboLibrary.isPresent();
  }

  /**
   * Its name, version and where it lies, for a person.
   *
   * @throws IllegalStateException if it is not present
   */
  public String describe() {
    return this == JAVA ? "TwelveMonkeys" : TurboLibrary.describe();
  }
}
