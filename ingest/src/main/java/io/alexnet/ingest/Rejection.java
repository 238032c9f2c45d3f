package io.alexnet.ingest;

/**
 * A file that was left out.
 *
 * @param name the file's path below the data directory, as {@link ImageSet#name} gives it
 * @param reason one line, such as "empty file"
 */
public record Rejection(String name, String reason) {
  @Override
  public String toString() {
    return OneLine.of(name) + " (" + reason + ")";
  }
}
