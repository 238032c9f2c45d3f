package io.alexnet.network;

import io.alexnet.common.Reason;
import io.alexnet.common.UserException;
import java.io.File;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The place into which JavaCPP unpacks ND4J's native libraries: the first of its candidates that
 * exists or can be made.
 */
final class NativeLibraries {
  private static final String PLACE = "org.bytedeco.javacpp.cachedir";
  private static final String REMEDY =
      "name a directory that can be written and executed from, such as"
          + " ALEXNET_JAVA_OPTS=-D"
          + PLACE
          + "=DIR";

  private NativeLibraries() {}

  /**
   * Returns why the libraries cannot be loaded, and what to do.
   *
   * @param failure what loading them ended with
   */
  static UserException unusable(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    Optional<File> place = candidates().filter(File::isDirectory).findFirst();
    String problem =
        place.isPresent()
            ? "cannot be loaded from %s (%s)".formatted(place.get(), Reason.of(cause))
            : "cannot be unpacked: neither %s can be made"
                .formatted(candidates().map(File::getPath).collect(Collectors.joining(" nor ")));
    return new UserException("the native libraries %s: %s".formatted(problem, REMEDY), failure);
  }

  private static Stream<File> candidates() {
    String named = System.getProperty(PLACE);
    return named == null
        ? Stream.of(
            new File(System.getProperty("user.home", ""), ".javacpp/cache"),
            new File(
                System.getProperty("java.io.tmpdir", ""),
                ".javacpp-%s/cache".formatted(System.getProperty("user.name", ""))))
        : Stream.of(new File(named));
  }
}
