package io.alexnet.train;

import io.alexnet.train.faulty.FaultyDisk.Kind;
import io.alexnet.train.faulty.FaultyDisk.Operation;

/**
 * The moments of a save at which a process may die, each by the change that it does not make any
 * more.
 */
enum SaveMoment {
  BEFORE_CREATION(Kind.CREATE_DIRECTORY, "\\.[^/]+\\.partial"),
  AFTER_CREATION(Kind.CREATE_FILE, "\\.[^/]+\\.partial/model\\.safetensors"),
  IN_THE_HEADER(Kind.WRITE, "\\.[^/]+\\.partial/model\\.safetensors"),
  BEFORE_FORCING(Kind.FORCE, "\\.[^/]+\\.partial/model\\.safetensors"),
  AFTER_FORCING(Kind.CREATE_FILE, "\\.[^/]+\\.partial/state\\.json"),
  BEFORE_FORCING_THE_DIRECTORY(Kind.FORCE, "\\.[^/]+\\.partial"),
  AFTER_VERIFYING(Kind.RENAME, "\\.[^/]+\\.partial"),
  AFTER_RENAMING(Kind.FORCE, ""),
  BEFORE_LAST(Kind.CREATE_LINK, "\\.last\\.tmp"),
  IN_LAST(Kind.RENAME, "\\.last\\.tmp"),
  BEFORE_BEST(Kind.CREATE_LINK, "\\.best\\.tmp"),
  IN_BEST(Kind.RENAME, "\\.best\\.tmp"),
  BEFORE_CLEARING_AWAY(Kind.RENAME, "\\d+-\\d+"),
  AMID_CLEARING_AWAY(Kind.DELETE, "\\.[^/]+\\.deleted/state\\.json");

  private final Kind kind;
  private final String path;

  /**
   * @param path below checkpoints/, a regular expression
   */
  SaveMoment(Kind kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  /** Whether it is the change that comes next at this moment. */
  boolean is(Operation operation) {
    return operation.is(
        kind, "(.*/)?" + CheckpointStore.DIRECTORY + (path.isEmpty() ? "" : "/" + path));
  }
}
