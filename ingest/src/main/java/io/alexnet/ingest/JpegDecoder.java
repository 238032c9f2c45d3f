package io.alexnet.ingest;

/** What turns JPEG files into pixels. Other kinds of files are read in one way only. */
public enum JpegDecoder {
  /** TwelveMonkeys, with colours computed here: every JPEG file, the same bytes on every JDK. */
  JAVA,

  /**
   * libjpeg-turbo, twice as fast or more from file to square: every unusual or damaged file is left
   * to {@link #JAVA}. Images differ from its by less than two grey levels on average. The system's
   * library is used if it is installed, else the one that comes with the application; both give the
   * same bytes.
   */
  TURBO;

  /** The fastest that is present. */
  public static JpegDecoder fastest() {
    return TURBO.isPresent() ? TURBO : JAVA;
  }

  /** Whether this machine has it. */
  public boolean isPresent() {
    return this == JAVA || TurboLibrary.carrier().isPresent();
  }

  /** Why it is not present, in one line; empty if it is. */
  public String absence() {
    return this == JAVA ? "" : TurboLibrary.absence();
  }

  /**
   * Its name, version and where it lies, for a person.
   *
   * @throws IllegalStateException if it is not present
   */
  public String describe() {
    return this == JAVA
        ? "TwelveMonkeys"
        : TurboLibrary.carrier()
            .map(TurboCarrier::describe)
            .orElseThrow(() -> new IllegalStateException("libjpeg-turbo is not present"));
  }
}
