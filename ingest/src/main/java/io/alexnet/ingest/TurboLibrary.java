package io.alexnet.ingest;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The libjpeg-turbo in use: the system's if it is installed, else the bundled one. The system
 * property {@code alexnet.turbo} chooses: {@code system}, {@code bundled}, {@code none}, or the
 * default {@code auto}.
 */
final class TurboLibrary {
  private static final TurboLibrary HERE =
      new TurboLibrary(System.getProperty("alexnet.turbo", "auto"));

  private final @Nullable TurboCarrier carrier;
  private String absence = "";

  TurboLibrary(String choice) {
    carrier =
        switch (choice.toLowerCase(Locale.ROOT)) {
          case "system" -> load("libturbojpeg", SystemTurbo::load);
          case "bundled" -> load("the bundled library", BundledTurbo::load);
          case "none" -> absent("switched off by -Dalexnet.turbo=none");
          default -> any();
        };
  }

  private @Nullable TurboCarrier any() {
    TurboCarrier system = load("libturbojpeg", SystemTurbo::load);
    return system != null ? system : load("the bundled library", BundledTurbo::load);
  }

  /** Loads a library. */
  private interface Loading {
    TurboCarrier load() throws IOException;
  }

  private @Nullable TurboCarrier load(String name, Loading loading) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return absent("the processor is big-endian");
    }
    try {
      JnaPlace.require();
      return loading.load();
    } catch (IOException | LinkageError e) {
      return absent("%s: %s".formatted(name, OneLine.of(e)));
    }
  }

  private @Nullable TurboCarrier absent(String reason) {
    absence = absence.isEmpty() ? reason : absence + "; " + reason;
    return null;
  }

  Optional<TurboCarrier> found() {
    return Optional.ofNullable(carrier);
  }

  /** Why none was found, in a line; empty if one was. */
  String reason() {
    return carrier == null ? absence : "";
  }

  /** The one that decodes here. */
  static Optional<TurboCarrier> carrier() {
    return HERE.found();
  }

  /** Why there is none, in a line; empty if there is one. */
  static String absence() {
    return HERE.reason();
  }
}
