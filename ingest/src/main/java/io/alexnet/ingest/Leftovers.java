package io.alexnet.ingest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What lies in data folders and is not data: this program's own output, and other systems' notes.
 */
final class Leftovers {
  /** In lower case. Synology, QNAP, macOS, Windows, Python; other hidden names begin with a dot. */
  private static final Set<String> SYSTEM =
      Set.of(
          "@eadir",
          "@tmp",
          "@recycle",
          "@recently-snapshot",
          "#recycle",
          "#snapshot",
          "__macosx",
          "icon\r",
          "$recycle.bin",
          "system volume information",
          "recycler",
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "picasa.ini",
          "lost+found",
          "__pycache__",
          ".ds_store",
          ".localized",
          ".directory");

  private static final String STORES = "prepared stores";
  private static final String RUNS = "runs";

  private Leftovers() {}

  /** Whether an operating system, a network drive or a viewer makes files of this name. */
  static boolean isSystem(String name) {
    return SYSTEM.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Names what a directory of this program is, in the plural: "runs"; empty if it is none. */
  static Optional<String> kind(Path directory) {
    if (isThere(directory, StoreManifest.FILE) && isThere(directory, StoreManifest.DIGEST_FILE)) {
      return Optional.of(STORES);
    }
    boolean isRun =
        isThere(directory, "order.json")
            || (isThere(directory, ".lock")
                && (isThere(directory, "checkpoints") || isThere(directory, "config.yml")))
            || (isThere(directory, "config.yml") && isThere(directory, "journal.jsonl"));
    if (isRun) {
      return Optional.of(RUNS);
    }
    // A quickstart draws its own images beside its run.
    boolean isQuickstart =
        isThere(directory, "data") && isThere(directory, "store") && isThere(directory, "run");
    return isQuickstart ? kind(directory.resolve("run")) : Optional.empty();
  }

  /** Whether {@link #kind} returns such words. */
  static boolean isKind(String kind) {
    return kind.equals(STORES) || kind.equals(RUNS);
  }

  private static boolean isThere(Path directory, String name) {
    return Files.exists(directory.resolve(name));
  }
}
